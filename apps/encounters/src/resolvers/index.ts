import type { Resolvers } from '../__generated__/resolvers.ts';
import { AllergyIntolerance } from './allergy-intolerance.ts';
import { Attachment } from './attachment.ts';
import { CarePlan } from './care-plan.ts';
import { Condition } from './condition.ts';
import { DiagnosticReport } from './diagnostic-report.ts';
import { DocumentReference } from './document-reference.ts';
import { Encounter } from './encounter.ts';
import { EncounterDiagnosis } from './encounter-diagnosis.ts';
import { EncounterParticipant } from './encounter-participant.ts';
import { Facility } from './facility.ts';
import { Goal } from './goal.ts';
import { ImagingStudy } from './imaging-study.ts';
import { Observation } from './observation.ts';
import { Patient } from './patient.ts';
import { Practitioner } from './practitioner.ts';
import { Procedure } from './procedure.ts';
import { Query } from './query.ts';

/** Every type that needs more than reading its fields. */
export const resolvers: Resolvers = {
  AllergyIntolerance,
  Attachment,
  CarePlan,
  Condition,
  DiagnosticReport,
  DocumentReference,
  Encounter,
  EncounterDiagnosis,
  EncounterParticipant,
  Facility,
  Goal,
  ImagingStudy,
  Observation,
  Patient,
  Practitioner,
  Procedure,
  Query,
};
