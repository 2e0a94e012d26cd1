import { reference } from '@health-graph/subgraph-kit';
import type { ImmunizationResolvers } from '../__generated__/resolvers.ts';

export const Immunization: ImmunizationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.immunization.load(id),
  patient: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }) => reference('Encounter', encounterId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
  performer: ({ performerId }) => reference('Practitioner', performerId),
};
