import { type AuditEvent, auditLog, type ChainedEvent, chained } from '@health-graph/audit';
import { openSubgraph, sdlOfTest } from '@health-graph/subgraph-kit/testing';
import { serve } from '../serve.ts';
import { type IdentityStore, openStore } from '../store/identity-store.ts';

/** The day on which tests happen. */
export const now = Date.parse('2026-06-15T09:00:00+07:00');

const auditDatabase = `identity_test_audit_${process.pid}`;

/** This subgraph over HTTP, on a store of its own. */
export async function openIdentity(permissions: 'open' | 'enforced' = 'open') {
  const subgraph = await openSubgraph({
    name: 'identity',
    permissions,
    openStore,
    serve: (store, config) => serve(store, config, { now: () => now, auditDatabase }),
  });
  const close = async (): Promise<void> => {
    await logOf(subgraph.store).mongoose.dropDatabase(); // The server may be one that lives on.
    await subgraph.close();
  };
  return { ...subgraph, close };
}

const logOf = ({ connection }: IdentityStore) => ({ mongoose: connection.mongoose.useDb(auditDatabase) });

/** Puts events into the log, as a gateway writes them. */
export async function keepEvents(store: IdentityStore, events: readonly AuditEvent[]): Promise<void> {
  const log = auditLog(logOf(store));
  await log.prepare();
  const chain: ChainedEvent[] = [];
  for (const event of events) chain.push(chained(chain.at(-1) ?? (await log.headOf('gateway-1')), event));
  await log.insert(chain);
}

export const sdl = await sdlOfTest(new URL('../../../../schema/', import.meta.url), 'identity');
