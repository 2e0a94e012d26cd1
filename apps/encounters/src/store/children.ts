import type { RecordDefinition, RecordOf } from '@health-graph/records';
import type { Page, PermittedCollection } from '@health-graph/store';
import type { PageArguments, ParentOfPatient } from '@health-graph/subgraph-kit';

/** What may narrow a list, and where records hold it. */
const paths = {
  status: 'status',
  class: 'class',
  clinicalStatus: 'clinicalStatus',
  category: 'categories.coding.code',
  code: 'code.coding.code',
} as const;

type Narrowing = { readonly [Name in keyof typeof paths]?: string };

/** A list as it is asked for: a page, and what narrows it. */
export type ListRequest = PageArguments & Narrowing;

/** One page of records for each parent, or its refusal. */
export type Children<Parent, Definition> = (
  parents: readonly Parent[],
  asked: ListRequest,
) => Promise<readonly (Page<RecordOf<Definition>> | Error)[]>;

/** The records of `collection` whose `parentField` names a parent, the newest first; one command for all parents. */
export const children =
  <Definition extends RecordDefinition>(collection: PermittedCollection<Definition>, parentField: string): Children<string, Definition> =>
  (parentIds, { first, after, ...narrowing }) =>
    collection.pagesByParent({ parentField, parentIds, first, after, filter: filterOf(narrowing) });

/** The records of `collection` that were made in a contact, of the patient whose contact it is. */
export const ofContacts =
  <Definition extends RecordDefinition>(collection: PermittedCollection<Definition>): Children<ParentOfPatient, Definition> =>
  (contacts, { first, after, ...narrowing }) =>
    collection.pagesByParent({
      parentField: 'encounterId',
      parentIds: contacts.map(({ id }) => id),
      patientIds: contacts.map(({ patientId }) => patientId),
      first,
      after,
      filter: filterOf(narrowing),
    });

const filterOf = (narrowing: Narrowing): Record<string, string> =>
  Object.fromEntries(Object.entries(narrowing).map(([name, value]) => [paths[name as keyof Narrowing], value]));
