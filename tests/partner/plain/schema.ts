import { buildASTSchema, concatAST, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import type { Account } from './account.ts';
import type { Fault } from './faults.ts';
import type { Permissions, Session } from './permissions.ts';
import { federationSdl } from './sdl.ts';

/** One request. */
export interface Asked {
  readonly permissions: () => Promise<Permissions>;
  readonly account: Account;
}

type Value = (args: Readonly<Record<string, unknown>>, asked: Asked) => unknown;
type Source = Readonly<Record<string, Value | string>>;

const refusal = (code: string): GraphQLError => new GraphQLError('This may not be seen.', { extensions: { code } });

/** A schema whose fields are functions of their source, decided about one by one. */
export const schemaOf = (sdl: string): GraphQLSchema =>
  buildASTSchema(concatAST([parse(sdl), parse(federationSdl)]), { assumeValidSDL: true });

export function rootOf(sdl: string, sessions: readonly Session[], fault?: Fault): Source {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  /** A session as this caller may see it; absent, exactly like one that never was. */
  const shown = async (id: string, asked: Asked): Promise<Source | null> => {
    const session = byId.get(id);
    if (session === undefined) return null;
    const row = (await asked.permissions()).permitting('admin', session.patientId, session.facilityId);
    if (row !== undefined) return sourceOf(session);
    asked.account.refused(session.patientId, 'admin');
    return null;
  };
  const entity = async (reference: Readonly<Record<string, string>>, asked: Asked): Promise<Source | null> => {
    const { __typename, id = '' } = reference;
    if (__typename === 'Patient') return patientOf(id, sessions);
    if (fault === 'an error for an unknown record' && !byId.has(id)) throw refusal('NOT_FOUND');
    return shown(id, asked);
  };
  return {
    _service: () => ({ sdl }),
    _entities: async ({ representations }, asked) => {
      const references = representations as readonly Readonly<Record<string, string>>[];
      // An error of one must not empty the others, so errors are values here.
      const rows = await Promise.all(references.map((reference) => entity(reference, asked).catch((error: unknown) => error)));
      if (fault === 'leaves out unknown records') return rows.filter((row) => row !== null);
      return fault === 'answers in the order of its store' ? inOrderOfStore(rows) : rows;
    },
    rehabSession: async ({ id }, asked) => {
      await signedIn(asked);
      return shown(String(id), asked);
    },
    rehabSessionTotal: async (_args, asked) => {
      const { canEver } = await signedIn(asked);
      if (!canEver('population') && fault !== 'counts for everybody') throw refusal('FORBIDDEN');
      return sessions.length;
    },
  };
}

async function signedIn({ permissions }: Asked): Promise<Permissions> {
  const decided = await permissions();
  if (!decided.isSignedIn) throw refusal('UNAUTHENTICATED');
  return decided;
}

/** Gives the field or refuses it, and writes down which. */
const guarded =
  (patientId: string, field: string, dataClass: string, value: unknown, facilityId?: string): Value =>
  async (_args, { permissions, account }) => {
    const permitted = (await permissions()).permitting(dataClass, patientId, facilityId);
    if (permitted === undefined) {
      account.refused(patientId, dataClass, field);
      throw refusal('FORBIDDEN');
    }
    account.seen(patientId, field, dataClass, permitted, facilityId);
    return value;
  };

function sourceOf({ id, patientId, facilityId, status, focus, costVnd }: Session): Source {
  const field = (name: string, dataClass: string, value: unknown) =>
    guarded(patientId, `RehabSession.${name}`, dataClass, value, facilityId);
  return {
    __typename: 'RehabSession',
    id,
    subject: field('subject', 'admin', { __typename: 'Patient', id: patientId }),
    status: field('status', 'admin', status),
    focus: field('focus', 'clinical', focus),
    costVnd: field('costVnd', 'billing', costVnd),
  };
}

/** A patient is another subgraph's: nobody knows here whether there is one. */
function patientOf(id: string, sessions: readonly Session[]): Source {
  const count = sessions.filter(({ patientId }) => patientId === id).length;
  return { __typename: 'Patient', id, rehabSessionCount: guarded(id, 'Patient.rehabSessionCount', 'clinical', count) };
}

/** What a join without ORDER BY gives: the right rows in the wrong places. */
function inOrderOfStore(rows: readonly unknown[]): readonly unknown[] {
  const isSession = (row: unknown): row is Source => (row as Source | null)?.['__typename'] === 'RehabSession';
  const sorted = rows.filter(isSession).sort((one, other) => (String(one['id']) < String(other['id']) ? -1 : 1));
  return rows.map((row) => (isSession(row) ? sorted.shift() : row));
}
