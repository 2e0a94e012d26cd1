import type { RecordDefinition } from '../record-definition.ts';
import { account } from './account.ts';
import { administrativeUnit } from './administrative-unit.ts';
import { allergyIntolerance } from './allergy-intolerance.ts';
import { appointment } from './appointment.ts';
import { bookVisit } from './book-visit.ts';
import { breakGlass } from './break-glass.ts';
import { carePlan } from './care-plan.ts';
import { careTeamMember } from './care-team-member.ts';
import { condition } from './condition.ts';
import { consent } from './consent.ts';
import { department } from './department.ts';
import { diagnosticReport } from './diagnostic-report.ts';
import { documentReference } from './document-reference.ts';
import { drugInteraction } from './drug-interaction.ts';
import { encounter } from './encounter.ts';
import { facility } from './facility.ts';
import { goal } from './goal.ts';
import { guardianship } from './guardianship.ts';
import { healthBook } from './health-book.ts';
import { imagingStudy } from './imaging-study.ts';
import { immunization } from './immunization.ts';
import { medication } from './medication.ts';
import { medicationDispense } from './medication-dispense.ts';
import { medicationRequest } from './medication-request.ts';
import { observation } from './observation.ts';
import { patient } from './patient.ts';
import { practitioner } from './practitioner.ts';
import { procedure } from './procedure.ts';
import { roleAssignment } from './role-assignment.ts';
import { selfMeasurement } from './self-measurement.ts';

/** Every record type, by its name in the SDL. */
export const recordDefinitions = {
  Patient: patient,
  AdministrativeUnit: administrativeUnit,
  Facility: facility,
  Department: department,
  Practitioner: practitioner,
  RoleAssignment: roleAssignment,
  Account: account,
  CareTeamMember: careTeamMember,
  Guardianship: guardianship,
  Consent: consent,
  BreakGlass: breakGlass,
  Encounter: encounter,
  Condition: condition,
  Observation: observation,
  Procedure: procedure,
  DiagnosticReport: diagnosticReport,
  AllergyIntolerance: allergyIntolerance,
  CarePlan: carePlan,
  Goal: goal,
  DocumentReference: documentReference,
  ImagingStudy: imagingStudy,
  Medication: medication,
  DrugInteraction: drugInteraction,
  MedicationRequest: medicationRequest,
  MedicationDispense: medicationDispense,
  HealthBook: healthBook,
  BookVisit: bookVisit,
  Immunization: immunization,
  SelfMeasurement: selfMeasurement,
  Appointment: appointment,
} as const satisfies Readonly<Record<string, RecordDefinition>>;

/** The name of a record type. */
export type RecordType = keyof typeof recordDefinitions;
