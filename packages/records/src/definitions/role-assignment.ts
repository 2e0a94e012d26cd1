import { Type } from 'typebox';
import { closed, optional, period, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** The closed list of roles. */
export const role = Type.Enum([
  'CITIZEN',
  'PHYSICIAN',
  'NURSE',
  'HEAD_OF_UNIT',
  'PHARMACIST',
  'LAB_TECHNICIAN',
  'REGISTRAR',
  'BILLING_CLERK',
  'SOCIAL_WORKER',
  'FACILITY_HEAD',
  'SURVEILLANCE_OFFICER',
  'HEALTH_DEPARTMENT_ANALYST',
  'PAYER',
  'SECURITY_OFFICER',
  'PARTNER_SYSTEM',
  'SYSTEM',
]);

/** A role held at a facility for a time (Phân công vai trò). FHIR R4 PractitionerRole. */
export const roleAssignment = defineRecord({
  type: 'RoleAssignment',
  subgraph: 'identity',
  collection: 'role_assignments',
  rowClass: 'staff',
  sortBy: 'period',
  indexes: [{ practitionerId: 1 }, { facilityId: 1, role: 1, practitionerId: 1 }, { accountId: 1 }],
  schema: Type.Object(
    {
      role: optional(role),
      practitionerId: optional(recordReference),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
      period: optional(period),
      accountId: optional(recordReference),
    },
    closed,
  ),
});
export type RoleAssignment = RecordOf<typeof roleAssignment>;
