import { BadUserInput } from '@health-graph/errors';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { closed, integer, list, optional, recordReference, text } from './data-types.ts';

/** Records of one kind that a hospital holds of a patient: enough to decide whether somebody could see one of them. */
const presenceMark = Type.Object(
  {
    /** The class of such rows that no code raises. */
    rowClass: text,
    /** The classes that they are raised to. */
    labels: list(text),
    facilityId: optional(recordReference),
    departmentId: optional(recordReference),
  },
  closed,
);

const patientPresence = Type.Object({ patientId: recordReference, marks: Type.Array(presenceMark, { maxItems: 2_000 }) }, closed);

/**
 * What one hospital tells the record locator of patients: everything that it holds of each, as of `at` (milliseconds since 1970). What is older says nothing
 * new; a patient without marks is held there no more.
 */
const presenceReport = Type.Object(
  { subgraph: text, endpoint: text, at: integer, patients: Type.Array(patientPresence, { maxItems: 200 }) },
  closed,
);

export type PresenceMark = Static<typeof presenceMark>;
export type PatientPresence = Static<typeof patientPresence>;
export type PresenceReport = Static<typeof presenceReport>;

/** Patients in one report, at most. */
export const maxPresencePatients = 200;

const body = Compile(presenceReport);

/**
 * The body of `POST /internal/presence`.
 * @throws {BadUserInput} naming the first field that is not as the contract asks; the value itself is never repeated
 */
export function parsePresenceReport(value: unknown): PresenceReport {
  if (body.Check(value)) return value;
  const [fault] = body.Errors(value);
  throw new BadUserInput('The report is not as the contract asks.', {
    argument: (fault?.instancePath ?? '').replace(/^\//, '').replaceAll('/', '.') || 'report',
    rule: fault?.keyword ?? 'unknown',
  });
}
