import { Type } from 'typebox';
import { closed, codeableConcept, optional, period, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** How somebody came into a care team. */
export const careTeamBasis = Type.Enum(['ENCOUNTER', 'ASSIGNMENT']);

/** A practitioner who takes part in a patient's care (Thành viên nhóm điều trị). FHIR R4 CareTeam participant. */
export const careTeamMember = defineRecord({
  type: 'CareTeamMember',
  subgraph: 'identity',
  collection: 'care_team_members',
  rowClass: 'admin',
  sortBy: 'period',
  indexes: [
    { patientId: 1, sortAt: -1, _id: -1, labelKey: 1 },
    { practitionerId: 1, patientId: 1 },
  ],
  schema: Type.Object(
    {
      patientId: recordReference,
      practitionerId: optional(recordReference),
      facilityId: optional(recordReference),
      departmentId: optional(recordReference),
      role: optional(codeableConcept),
      period: optional(period),
      basis: optional(careTeamBasis),
    },
    closed,
  ),
});
export type CareTeamMember = RecordOf<typeof careTeamMember>;
