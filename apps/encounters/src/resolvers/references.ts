/** An entity of another subgraph: its key is all we know. */
export interface EntityReference<Name extends string> {
  readonly __typename?: Name;
  readonly id: string;
}

/** An entity of another subgraph, where the record names one. */
export const reference = <const Name extends string>(name: Name, id: string | undefined): EntityReference<Name> | undefined =>
  id === undefined ? undefined : { __typename: name, id };

/** Entities of another subgraph, where the record names some. */
export const references = <const Name extends string>(
  name: Name,
  ids: readonly string[] | undefined,
): readonly EntityReference<Name>[] | undefined => ids?.map((id) => ({ __typename: name, id }));
