import type DataLoader from 'dataloader';

/** An entity of another subgraph: its key is all that is known here. */
export interface EntityReference<Name extends string> {
  readonly __typename?: Name;
  readonly id: string;
}

/** The entity of another subgraph that a record names, if it names one. */
export const reference = <const Name extends string>(name: Name, id: string | undefined): EntityReference<Name> | undefined =>
  id === undefined ? undefined : { __typename: name, id };

/** The entities of another subgraph that a record names, in its order. */
export const references = <const Name extends string>(
  name: Name,
  ids: readonly string[] | undefined,
): readonly EntityReference<Name>[] | undefined => ids?.map((id) => ({ __typename: name, id }));

/** The record of this subgraph that another names, if it names one and it is there. */
export const loadOptional = async <Row>(loader: DataLoader<string, Row | null>, id: string | undefined): Promise<Row | null> =>
  id === undefined ? null : loader.load(id);

/** The records of this subgraph that another names, in its order; those that are not there are left out. */
export async function loadPresent<Row>(
  loader: DataLoader<string, Row | null>,
  ids: readonly string[] | undefined,
): Promise<Row[] | undefined> {
  if (ids === undefined) return undefined;
  const rows = await Promise.all(ids.map((id) => loader.load(id)));
  return rows.filter((row) => row !== null);
}
