import type { DataClass, Row } from '@health-graph/permissions';
import { sensitivityOf } from '@health-graph/terminology';

/** A session of treatment, as your information system knows it. Ids are those of the graph: see the README. */
export interface Session {
  readonly id: string;
  readonly patientId: string;
  readonly facilityId: string;
  readonly start: string;
  readonly status: 'PLANNED' | 'DONE' | 'CANCELLED';
  readonly diagnosis: { readonly system: string; readonly code: string; readonly display: string };
  readonly focus: string;
  readonly costVnd: number;
}

/** The class of a session that no code raises. */
export const rowClass: DataClass = 'clinical';

/** Who may see a session depends on whose it is, where it was made, and whether its diagnosis is confidential by law. */
export const rowOf = ({ patientId, facilityId, diagnosis }: Session): Row => ({
  patientId,
  facilityId,
  labels: sensitivityOf(diagnosis),
});
