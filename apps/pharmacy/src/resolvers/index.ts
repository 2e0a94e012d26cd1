import type { Resolvers } from '../__generated__/resolvers.ts';
import { DrugInteraction } from './drug-interaction.ts';
import { Encounter } from './encounter.ts';
import { Medication } from './medication.ts';
import { MedicationDispense } from './medication-dispense.ts';
import { MedicationRequest } from './medication-request.ts';
import { Patient } from './patient.ts';
import { Practitioner } from './practitioner.ts';
import { Query } from './query.ts';

/** Every type that needs more than reading its fields. */
export const resolvers: Resolvers = {
  DrugInteraction,
  Encounter,
  Medication,
  MedicationDispense,
  MedicationRequest,
  Patient,
  Practitioner,
  Query,
};
