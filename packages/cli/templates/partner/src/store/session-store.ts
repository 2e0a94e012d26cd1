import { readFile } from 'node:fs/promises';
import { readOnlyStore, type SubgraphStore } from '@health-graph/subgraph-kit';
import type { Session } from './session.ts';

/** What the resolvers ask of your data. Records are asked for many at once: one query each, never one for each id. */
export interface SessionStore extends SubgraphStore {
  byIds(ids: readonly string[]): Promise<readonly Session[]>;
  /** The newest first, by patient. */
  ofPatients(patientIds: readonly string[]): Promise<ReadonlyMap<string, readonly Session[]>>;
  countDone(): Promise<number>;
}

/** Synthetic sessions in memory. Here your own database takes its place; nothing else has to change. */
export async function openSessionStore(): Promise<SessionStore> {
  const seed = new URL('../../seed/sessions.json', import.meta.url);
  const sessions: readonly Session[] = JSON.parse(await readFile(seed, 'utf8'));
  const newestFirst = sessions.toSorted((one, other) => (one.start < other.start ? 1 : -1));
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return {
    ...readOnlyStore(),
    byIds: async (ids) => ids.flatMap((id) => byId.get(id) ?? []),
    ofPatients: async (patientIds) => {
      const asked = new Set(patientIds);
      return Map.groupBy(
        newestFirst.filter(({ patientId }) => asked.has(patientId)),
        ({ patientId }) => patientId,
      );
    },
    countDone: async () => sessions.filter(({ status }) => status === 'DONE').length,
  };
}
