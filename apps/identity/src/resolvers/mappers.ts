// Types whose records name other entities by id, or need a resolver; all others read as their SDL does.
import type { BreakGlass } from '@health-graph/records';
import type { EntityReference } from '@health-graph/subgraph-kit';

export type {
  Account,
  BreakGlass,
  CareTeamMember,
  Consent,
  Department,
  Facility,
  Guardianship,
  Practitioner,
  RoleAssignment,
} from '@health-graph/records';
export type BreakGlassReview = NonNullable<BreakGlass['review']>;

export type Patient = EntityReference<'Patient'>;

export type { AuditEntry, AuditRow as AuditEvent } from '@health-graph/audit';
// Events of the audit log, which is no collection of records.
export type { AccessEvent } from '../store/access-log.ts';
