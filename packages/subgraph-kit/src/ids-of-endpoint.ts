import type { IngestOutcome } from '@health-graph/records';
import type { SubgraphStore } from './subgraph-store.ts';

/**
 * The store of one of several endpoints: its records have ids that name it (`h01.<ulid>`), and others are not taken in. Nobody could find a record under the
 * name of another hospital, and two hospitals must never have one id.
 */
export function withIdsOf<Store extends SubgraphStore>(store: Store, endpoint: string): Store {
  const isOwn = (id: string): boolean => id.startsWith(`${endpoint}.`);
  const upsert: SubgraphStore['upsert'] = async (lines) => {
    const written = (await store.upsert(lines.filter(({ id }) => isOwn(id)))).values();
    return lines.map(({ id }): IngestOutcome => (isOwn(id) ? (written.next().value ?? foreign(id)) : foreign(id)));
  };
  return { ...store, upsert };
}

const foreign = (id: string): IngestOutcome => ({
  id,
  outcome: 'refused',
  code: 'BAD_USER_INPUT',
  field: 'id',
  reason: 'The id does not name this hospital.',
});
