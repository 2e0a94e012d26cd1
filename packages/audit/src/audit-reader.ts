import type { DataClass } from '@health-graph/permissions';
import type { StoreConnection } from '@health-graph/store';
import type { AuditEvent } from './audit-event.ts';
import { available, collectionName, type StoredEvent, streamed } from './audit-log.ts';
import type { ChainedEvent } from './chain.ts';

/** Where an event stands in a list, the newest first: its moment, and its name among those of the same moment. */
export type AuditPosition = readonly [at: string, id: string];

/** Which events. */
export interface AuditQuestion {
  readonly accountId?: string;
  /** From this moment on, UTC to the millisecond. */
  readonly from?: string;
  /** Before this moment. */
  readonly until?: string;
}

/** One page of a list. */
export interface AuditPageQuestion extends AuditQuestion {
  readonly first: number;
  readonly after?: AuditPosition | undefined;
}

/** Whose log, and what it leaves out. */
export interface PatientLog {
  readonly patientId: string;
  /** Nothing in which one of these classes was seen or refused: whoever may not see a class may not see either that somebody else did. */
  readonly without?: readonly DataClass[];
  /** Nothing in which these classes were all that was seen or refused. Where they are some of it, the event is there, and whoever shows it leaves them unnamed. */
  readonly unnamed?: readonly DataClass[];
  /** Nothing that these accounts did themselves. */
  readonly notBy?: readonly string[];
}

/** An event with its place. Its entries are those that were asked for: of one patient, or the first of many. */
export interface AuditRow {
  readonly id: string;
  readonly event: AuditEvent;
  /** How many patients the event is about in all. */
  readonly patients: number;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly hasMore: boolean;
}

/** The log as it is read; nothing here writes. */
export interface AuditReader {
  /** All events, the newest first, each with its first entries, or with those of `patientId`. */
  page(question: AuditPageQuestion & { readonly patientId?: string }): Promise<AuditPage>;
  /** For each patient, the events in which more than public data was asked for; one command for 200 patients. */
  pagesAbout(patients: readonly PatientLog[], question: AuditPageQuestion): Promise<readonly AuditPage[]>;
  /** All events, the oldest first, whole. */
  all(question: AuditQuestion & { readonly patientId?: string }): AsyncIterable<ChainedEvent>;
}

type Filter = Readonly<Record<string, unknown>>;
type Found = StoredEvent & { readonly parent?: string; readonly patients: number };

/** An event about a whole ward is shown with so many of its entries; the others are found by patient. */
const entriesShown = 100;
/** MongoDB takes 1,000 stages. */
const mostBranches = 200;
const newestFirst = { 'event.at': -1, _id: -1 } as const;
const oldestFirst = { 'event.at': 1, _id: 1 } as const;

/** @throws {AuditUnavailable} from every method when the store does not answer */
export function auditReader({ mongoose }: Pick<StoreConnection, 'mongoose'>): AuditReader {
  const events = mongoose.collection<StoredEvent>(collectionName);
  const found = (stages: readonly Filter[]) => available(() => events.aggregate<Found>(stages as Record<string, unknown>[]).toArray());
  return {
    page: async ({ patientId, first, ...question }) => {
      const filter = { ...filterOf(question), ...(patientId === undefined ? {} : { 'event.entries.patientId': patientId }) };
      return pageOf(await found(list(filter, first + 1, patientId)), first);
    },
    pagesAbout: async (patients, question) => {
      const groups = new Map<string | undefined, Found[]>();
      for (const some of batches(patients))
        for (const event of await found(branches(some, question))) groups.set(event.parent, [...(groups.get(event.parent) ?? []), event]);
      return patients.map(({ patientId }) => pageOf(groups.get(patientId) ?? [], question.first));
    },
    all: ({ patientId, ...question }) =>
      streamed(
        events
          .find({ ...filterOf(question), ...(patientId === undefined ? {} : { 'event.entries.patientId': patientId }) })
          .sort(oldestFirst),
      ),
  };
}

/** The list of the first patient, and behind it those of the others, each read through the index by patient. */
function branches(patients: readonly PatientLog[], question: AuditPageQuestion): readonly Filter[] {
  const lists = patients.map((patient) => [
    ...list(filterAbout(patient, question), question.first + 1, patient.patientId),
    { $set: { parent: { $literal: patient.patientId } } },
  ]);
  const [own = [], ...others] = lists;
  return [...own, ...others.map((pipeline) => ({ $unionWith: { coll: collectionName, pipeline } }))];
}

function list(filter: Filter, limit: number, patientId: string | undefined): readonly Filter[] {
  const entries =
    patientId === undefined
      ? { $slice: ['$event.entries', entriesShown] }
      : { $filter: { input: '$event.entries', as: 'entry', cond: { $eq: ['$$entry.patientId', { $literal: patientId }] } } };
  return [
    { $match: filter },
    { $sort: newestFirst },
    { $limit: limit },
    {
      $set: {
        patients: {
          $size: { $filter: { input: '$event.entries', as: 'entry', cond: { $ne: [{ $type: '$$entry.patientId' }, 'missing'] } } },
        },
      },
    },
    { $set: { 'event.entries': entries } },
  ];
}

function filterOf({ accountId, from, until, after }: AuditQuestion & { readonly after?: AuditPosition | undefined }): Filter {
  const [at, id] = after ?? [];
  const bounds = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(until === undefined ? {} : { $lt: until }),
    ...(at === undefined ? {} : { $lte: at }),
  };
  return {
    ...(accountId === undefined ? {} : { 'event.actor.accountId': accountId }),
    ...(Object.keys(bounds).length === 0 ? {} : { 'event.at': bounds }),
    ...(at === undefined ? {} : { $or: [{ 'event.at': { $lt: at } }, { 'event.at': at, _id: { $lt: id } }] }),
  };
}

function filterAbout({ patientId, without = [], unnamed = [], notBy = [] }: PatientLog, question: AuditPageQuestion): Filter {
  const beyondPublic = { $elemMatch: { $nin: ['public', ...unnamed] } };
  const entry = {
    patientId,
    classesSeen: { $nin: [...without] },
    classesRefused: { $nin: [...without] },
    $or: [{ classesSeen: beyondPublic }, { classesRefused: beyondPublic }],
  };
  return {
    'event.entries.patientId': patientId, // For the index; `$elemMatch` alone would be read without it by some planners.
    'event.entries': { $elemMatch: entry },
    ...filterOf(question),
    ...(notBy.length === 0 ? {} : { 'event.actor.accountId': { $nin: [...notBy] } }),
  };
}

function pageOf(found: readonly Found[], first: number): AuditPage {
  const rows = found.slice(0, first).map(({ _id, event, patients }): AuditRow => ({ id: _id, event, patients }));
  return { rows, hasMore: found.length > first };
}

function* batches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += mostBranches) yield items.slice(from, from + mostBranches);
}
