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

/** A parent that is no patient, and whose its list is. */
export interface ParentOfPatient {
  readonly id: string;
  readonly patientId: string;
}

/** One text for each parent. */
const keyOfParent = (parent: string | ParentOfPatient): string =>
  typeof parent === 'string' ? parent : `${parent.id} ${parent.patientId}`;

/** A loader of the one thing that hangs on each parent, or of the refusal (an `Error`) of that parent alone; `load` answers in the order of parents. */
export const loaderByParent = <Parent extends string | ParentOfPatient, Row>(
  load: (parents: readonly Parent[]) => Promise<readonly Row[]>,
): DataLoader<Parent, Exclude<Row, Error>, string> =>
  new DataLoader<Parent, Exclude<Row, Error>, string>(async (parents) => (await load(parents)) as readonly Exclude<Row, Error>[], {
    cacheKeyFn: keyOfParent,
  });

/** A loader of the lists that hang on parents. */
export interface ListLoader<Parent, Arguments, List> {
  load(parent: Parent, asked: Arguments): Promise<List>;
}

/**
 * A loader of lists: `load` gets all parents that asked with equal arguments in one call, and answers in their order; an `Error` in place of a list
 * is the refusal of that parent alone. A field asked under two aliases with different arguments costs two calls, however many parents there are.
 */
export function listLoader<Arguments extends object, List, Parent extends string | ParentOfPatient = string>(
  load: (parents: readonly Parent[], asked: Arguments) => Promise<readonly List[]>,
): ListLoader<Parent, Arguments, Exclude<List, Error>> {
  const byArguments = new Map<string, DataLoader<Parent, Exclude<List, Error>, string>>();
  return {
    load(parent, asked) {
      const key = JSON.stringify(asked);
      const loader = byArguments.get(key) ?? loaderByParent((parents: readonly Parent[]) => load(parents, asked));
      byArguments.set(key, loader);
      return loader.load(parent);
    },
  };
}
