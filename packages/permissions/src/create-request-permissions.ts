import type { Caller } from './caller.ts';
import type { DataClass } from './data-class.ts';
import { labels } from './label.ts';
import { actorOf, type Known, type LearnedFacts, learnedFacts } from './learned-facts.ts';
import type { PolicyTable } from './policy-table.ts';
import type { FactsSource, RequestPermissions, Row, RowStanding } from './request-permissions.ts';
import { type RowFilter, rowFilter, rowFilterAmong } from './row-filter.ts';
import { notLearned, rowStanding, strangerTo } from './row-standing.ts';

export interface RequestPermissionsOptions {
  readonly table: PolicyTable;
  /** Absent: nobody signed in. */
  readonly caller: Caller | undefined;
  readonly facts: FactsSource;
}

/** What is decided for one request; make one for each. */
export function createRequestPermissions({ table, caller, facts }: RequestPermissionsOptions): RequestPermissions {
  return caller === undefined ? ofNobody : ofCaller(table, caller, learnedFacts(table, caller, facts));
}

const ofNobody: RequestPermissions = {
  caller: undefined,
  learn: async () => undefined,
  standingTo: strangerTo,
  rowsOf: () => 'nothing',
  rowsAmong: async () => 'nothing',
};

function ofCaller(table: PolicyTable, caller: Caller, learned: LearnedFacts): RequestPermissions {
  const unasked = actorOf(caller, new Set());
  const standings = new Map<string, RowStanding>();
  const filters = new Map<string, RowFilter>();
  const standingTo = (row: Row): RowStanding => {
    const key = keyOf(row);
    const met = standings.get(key);
    if (met !== undefined) return met;
    const { patientId } = row;
    const known = learned.of(patientId);
    if (known === undefined && patientId !== undefined) throw notLearned();
    const standing = rowStanding(table, row, { unasked, facts: () => known ?? learned.of(patientId) });
    standings.set(key, standing);
    return standing;
  };
  /** Patients whom the caller stands to alike share a filter: a list of many parents has few different ones. */
  const filterFor = ({ mayAct, actor, facts }: Known, baseline: DataClass): RowFilter => {
    if (!mayAct) return 'nothing';
    const key = `${baseline} ${JSON.stringify([actor, facts], setsAsLists)}`;
    const filter = filters.get(key) ?? rowFilter(table, { actor, baseline }, facts);
    filters.set(key, filter);
    return filter;
  };
  return {
    caller,
    learn: learned.learn,
    standingTo,
    rowsOf: (patientId, baseline) => {
      const known = learned.of(patientId);
      if (known === undefined) throw notLearned();
      return filterFor(known, baseline);
    },
    rowsAmong: async (baseline) => {
      const { mayAct, leads, ofPatient } = await learned.learnEverybody(baseline === 'public' ? ['public'] : [baseline, ...labels]);
      return mayAct ? rowFilterAmong(table, { actor: actorOf(caller, leads), baseline }, ofPatient) : 'nothing';
    },
  };
}

/** Ids and labels hold no line break. */
const keyOf = ({ patientId = '', facilityId = '', departmentId = '', labels: raised }: Row): string =>
  `${patientId}\n${facilityId}\n${departmentId}\n${raised.length === 0 ? '' : raised.join('+')}`;

const setsAsLists = (_key: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);
