import type { EntityReference } from '@health-graph/subgraph-kit';

// Types whose records name other entities by id, or need a resolver; all others read as their SDL does.
export type { Account, CareTeamMember, Department, Facility, Guardianship, Practitioner, RoleAssignment } from '@health-graph/records';

export type Patient = EntityReference<'Patient'>;

export type { AuditEntry, AuditRow as AuditEvent } from '@health-graph/audit';
// Events of the audit log, which is no collection of records.
export type { AccessEvent } from '../store/access-log.ts';
