import { Forbidden } from '@health-graph/errors';
import type DataLoader from 'dataloader';
import type { ParentOfPatient } from './loaders.ts';

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

/** A contact of the medical record, which says whose it is (`@requires(fields: "subject { id }")`). */
export interface ContactReference extends EntityReference<'Encounter'> {
  readonly subject?: { readonly id: string } | null;
}

/**
 * The contact as a parent of lists, which hold rows of its patient only.
 * @throws {Forbidden} when the medical record does not say whose it is: the caller may not know, or there is no such contact
 */
export function contactOfPatient({ id, subject }: ContactReference): ParentOfPatient {
  if (subject === undefined || subject === null) throw new Forbidden('This caller may not see whose contact this is.');
  return { id, patientId: subject.id };
}
