// Which records raise those that refer to them.
export { raisedBy } from './raised-by.ts';
// One definition per record type.
export {
  defineRecord,
  type RecordDefinition,
  type RecordOf,
  type RowClass,
  type RowPaths,
  type SubgraphName,
} from './record-definition.ts';
export { recordDefinitions, type RecordType } from './definitions/index.ts';
export { type Patient, patient } from './definitions/patient.ts';
export { type AdministrativeUnit, administrativeUnit } from './definitions/administrative-unit.ts';
export { type Facility, facility } from './definitions/facility.ts';
export { type Department, department } from './definitions/department.ts';
export { type Practitioner, practitioner } from './definitions/practitioner.ts';
export { type RoleAssignment, roleAssignment } from './definitions/role-assignment.ts';
export { type Account, account } from './definitions/account.ts';
export { type CareTeamMember, careTeamMember } from './definitions/care-team-member.ts';
export { type Guardianship, guardianship } from './definitions/guardianship.ts';
export { type Consent, consent } from './definitions/consent.ts';
export { type BreakGlass, breakGlass } from './definitions/break-glass.ts';
export { type Encounter, encounter } from './definitions/encounter.ts';
export { type Condition, condition } from './definitions/condition.ts';
export { type Observation, observation } from './definitions/observation.ts';
export { type Procedure, procedure } from './definitions/procedure.ts';
export { type DiagnosticReport, diagnosticReport } from './definitions/diagnostic-report.ts';
export { type AllergyIntolerance, allergyIntolerance } from './definitions/allergy-intolerance.ts';
export { type CarePlan, carePlan } from './definitions/care-plan.ts';
export { type Goal, goal } from './definitions/goal.ts';
export { type DocumentReference, documentReference } from './definitions/document-reference.ts';
export { type ImagingStudy, imagingStudy } from './definitions/imaging-study.ts';
export { type Medication, medication } from './definitions/medication.ts';
export { type DrugInteraction, drugInteraction } from './definitions/drug-interaction.ts';
export { type MedicationRequest, medicationRequest } from './definitions/medication-request.ts';
export { type MedicationDispense, medicationDispense } from './definitions/medication-dispense.ts';
export { type HealthBook, healthBook } from './definitions/health-book.ts';
export { type BookVisit, bookVisit } from './definitions/book-visit.ts';
export { type Immunization, immunization } from './definitions/immunization.ts';
export { type SelfMeasurement, selfMeasurement } from './definitions/self-measurement.ts';
export { type Appointment, appointment } from './definitions/appointment.ts';
// The data types they are made of.
export type { CodeableConcept, Coding, Identifier, Period, Quantity } from './data-types.ts';
// The check at the ingest boundary.
export { parseRecord } from './parse-record.ts';
// The internal ingest and export contract.
export type { IngestLine, IngestOutcome, RecordSource, SourceDocument } from './ingest.ts';
export {
  type CareTeamReport,
  maxCareTeamReports,
  type Membership,
  membershipRecord,
  type Participation,
  parseCareTeamReports,
} from './care-team-report.ts';
export {
  maxPresencePatients,
  type PatientPresence,
  type PresenceMark,
  type PresenceReport,
  parsePresenceReport,
} from './presence-report.ts';
export { isRecordId, recordId } from './record-id.ts';
// What times of any precision cover.
export { beginningOfTime, endOfTime, overlaps, periodBounds, provinceDay, type TimeBounds, timeBounds } from './time-bounds.ts';
