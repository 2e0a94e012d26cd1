import { BadUserInput } from '@health-graph/errors';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { closed, codeableConcept, integer, list, optional, period, recordReference, text } from './data-types.ts';
import type { RecordSource } from './ingest.ts';
import { recordId } from './record-id.ts';

/** Somebody's part in an encounter, and when. */
const participation = Type.Object(
  {
    practitionerId: recordReference,
    facilityId: optional(recordReference),
    departmentId: optional(recordReference),
    role: optional(codeableConcept),
    period,
  },
  closed,
);

/**
 * What encounters tells identity of one encounter: everybody who takes part, as of this version. An older version says nothing new, the same one only
 * where it is raised to more classes.
 */
const careTeamReport = Type.Object(
  {
    encounterId: recordReference,
    version: integer,
    patientId: recordReference,
    /** The classes that the encounter is raised to: who sees a patient for HIV is a sign of it. */
    labels: list(text),
    participations: list(participation),
  },
  closed,
);

export type Participation = Static<typeof participation>;
export type CareTeamReport = Static<typeof careTeamReport>;

/** Reports in one request, at most. */
export const maxCareTeamReports = 500;

const body = Compile(Type.Object({ reports: Type.Array(careTeamReport, { maxItems: maxCareTeamReports }) }, closed));

/**
 * The body of `POST /internal/care-team`.
 * @throws {BadUserInput} naming the first field that is not as the contract asks; the value itself is never repeated
 */
export function parseCareTeamReports(value: unknown): readonly CareTeamReport[] {
  if (body.Check(value)) return value.reports;
  const [fault] = body.Errors(value);
  throw new BadUserInput('The reports are not as the contract asks.', {
    argument: `reports${(fault?.instancePath ?? '').replace(/^\/reports/, '').replaceAll('/', '.')}`,
    rule: fault?.keyword ?? 'unknown',
  });
}

/** Whose place in whose care team it is. */
export interface Membership {
  readonly patientId: string;
  readonly practitionerId: string;
  readonly facilityId?: string | undefined;
}

/** One record for each practitioner of a facility in a patient's care team, whoever tells of it: its id, and the source that it is updated by. */
export function membershipRecord({ patientId, practitionerId, facilityId = '' }: Membership): {
  readonly id: string;
  readonly source: Omit<RecordSource, 'hash'>;
} {
  const key = [patientId, practitionerId, facilityId].join('/');
  return {
    id: recordId('encounters', 'CareTeamMember', key),
    source: { system: 'encounters', type: 'CareTeamMember', id: key },
  };
}
