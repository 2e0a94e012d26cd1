import type { Caller } from './caller.ts';
import type { DataClass } from './data-class.ts';
import { knownRowFilter } from './known-row-filters.ts';
import { labels } from './label.ts';
import { actorOf, type Known, type LearnedFacts, learnedFacts } from './learned-facts.ts';
import type { PolicyTable } from './policy-table.ts';
import type { FactsSource, RequestPermissions, Row, RowStanding } from './request-permissions.ts';
import { type RowFilter, rowFilterAmong } from './row-filter.ts';
import { notLearned, rowStanding, strangerTo } from './row-standing.ts';

export interface RequestPermissionsOptions {
  readonly table: PolicyTable;
  /** Absent: nobody signed in. */
  readonly caller: Caller | undefined;
  readonly facts: FactsSource;
  /** Told once of each kind of row that was asked for and refused: who tries one patient after the other must be found in the log. */
  readonly onRefusedRow?: OnRefusedRow;
}

/** `baseline` is the class of such rows, not what a label raised this one to: that would tell the log's readers. */
export type OnRefusedRow = (row: Row, baseline: DataClass) => void;

/** What is decided for one request; make one for each. */
export function createRequestPermissions({ table, caller, facts, onRefusedRow }: RequestPermissionsOptions): RequestPermissions {
  return caller === undefined ? ofNobody : ofCaller({ table, caller, learned: learnedFacts(table, caller, facts), onRefusedRow });
}

const ofNobody: RequestPermissions = {
  caller: undefined,
  learn: async () => undefined,
  standingTo: strangerTo,
  rowsOf: () => 'nothing',
  rowsAmong: async () => 'nothing',
};

interface Learning {
  readonly table: PolicyTable;
  readonly caller: Caller;
  readonly learned: LearnedFacts;
  readonly onRefusedRow: OnRefusedRow | undefined;
}

function ofCaller({ table, caller, learned, onRefusedRow }: Learning): RequestPermissions {
  const unasked = actorOf(caller, new Set());
  const standings = new Map<string, RowStanding>();
  const standingTo = (row: Row): RowStanding => {
    const key = keyOf(row);
    const met = standings.get(key);
    if (met !== undefined) return met;
    const { patientId } = row;
    const known = learned.of(patientId);
    if (known === undefined && patientId !== undefined) throw notLearned();
    const standing = rowStanding(table, row, { unasked, facts: () => known ?? learned.of(patientId), onRefusedRow });
    standings.set(key, standing);
    return standing;
  };
  /** Patients whom the caller stands to alike share a filter: a list of many parents has few different ones. */
  const filterFor = ({ mayAct, actor, facts }: Known, baseline: DataClass): RowFilter =>
    mayAct ? knownRowFilter(table, { actor, baseline }, facts) : 'nothing';
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
