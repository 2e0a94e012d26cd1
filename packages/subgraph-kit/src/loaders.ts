import DataLoader from 'dataloader';

/** `rows` in the order of `keys`, `null` where there is none: what a DataLoader's batch function returns. */
export function inOrder<Key, Row>(keys: readonly Key[], rows: readonly Row[], keyOf: (row: Row) => Key): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** A loader of records by id; one command for all that a request asks at once. */
export function loaderById<Row extends { readonly id: string }>(
  byIds: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids: readonly string[]) => inOrder(ids, await byIds(ids), (row) => row.id));
}

/** A loader of the lists that hang on parents. */
export interface ListLoader<Arguments, List> {
  load(parentId: string, asked: Arguments): Promise<List>;
}

/**
 * A loader of lists: `load` gets all parents that asked with equal arguments in one call, and answers in their order. A field asked under two
 * aliases with different arguments costs two calls, however many parents there are.
 */
export function listLoader<Arguments extends object, List>(
  load: (parentIds: readonly string[], asked: Arguments) => Promise<readonly List[]>,
): ListLoader<Arguments, List> {
  const byArguments = new Map<string, DataLoader<string, List>>();
  return {
    load(parentId, asked) {
      const key = JSON.stringify(asked);
      const loader = byArguments.get(key) ?? new DataLoader((parentIds: readonly string[]) => load(parentIds, asked));
      byArguments.set(key, loader);
      return loader.load(parentId);
    },
  };
}
