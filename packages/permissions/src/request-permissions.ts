import type { Caller } from './caller.ts';
import type { RelationshipFacts } from './condition.ts';
import type { DataClass } from './data-class.ts';
import type { Decision, Subject } from './decide.ts';
import type { RowFilter } from './row-filter.ts';

/** What identity knows about a caller and some patients. */
export interface ActorFacts {
  /** The account is in use and holds the role today; otherwise nothing may be shown, whatever the token says. */
  readonly mayAct: boolean;
  /** Departments that the caller leads today. */
  readonly leads: ReadonlySet<string>;
  /** By patient; who is not here is a stranger. */
  readonly ofPatient: ReadonlyMap<string, RelationshipFacts>;
}

/** Where facts come from; nothing is kept between two requests, so that a revocation works at once. */
export interface FactsSource {
  /** @throws {PermissionsUnavailable} when there is no answer */
  of(patientIds: readonly string[]): Promise<ActorFacts>;
  /** Of every patient whom the caller has anything to do with. @throws {PermissionsUnavailable} when there is no answer, or too many of them */
  ofRelated(): Promise<ActorFacts>;
}

/** What is asked about, and whose it is. */
export interface Row extends Subject {
  readonly patientId?: string;
}

/** How a caller stands to rows of the same patient, place and labels; one object serves them all, and remembers what it decided. */
export interface RowStanding {
  readonly row: Row;
  /**
   * Whether fields of these classes may be seen; all classes must permit. Remembered by the list itself, so hand in the same one for each row. For a
   * row that is nobody's: a fault of ours when nothing was learned yet and a class is not public, because the account may be locked.
   */
  decide(classes: readonly DataClass[]): Decision;
  /** Whether the row may be seen at all; `baseline` is the class of a row that no code raises. */
  decideRow(baseline: DataClass): Decision;
}

/** Everything that is decided for one request. */
export interface RequestPermissions {
  /** Absent: nobody signed in, who sees nothing. */
  readonly caller: Caller | undefined;
  /**
   * Asks for facts that are not known yet; one question for all that is asked in the same tick, none where no rule could need one. No patient asks
   * whether the account may act at all: what is needed for rows that are nobody's and not public.
   */
  learn(patientIds: Iterable<string>): Promise<void>;
  /** A fault of ours when the facts of the row's patient were not learned. */
  standingTo(row: Row): RowStanding;
  /** Which rows of this patient may be seen; the patient must have been learned. `baseline` is the class of a row that no code raises. */
  rowsOf(patientId: string, baseline: DataClass): RowFilter;
  /** Which rows of a list that is nobody's may be seen. Whose rows it lets through is then learned. */
  rowsAmong(baseline: DataClass): Promise<RowFilter>;
}
