import { listArguments, reference } from '@health-graph/subgraph-kit';
import type { EncounterResolvers } from '../__generated__/resolvers.ts';
import { lengthMinutes } from '../model/length-minutes.ts';
import { mainFirst } from '../model/main-first.ts';

export const Encounter: EncounterResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.encounter.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  facility: ({ facilityId }) => reference('Facility', facilityId),
  department: ({ departmentId }) => reference('Department', departmentId),
  lengthMinutes: ({ period }) => lengthMinutes(period),
  diagnoses: ({ diagnoses }) => diagnoses && mainFirst(diagnoses),
  conditions: ({ id }, asked, { loaders }) => loaders.conditionsOfEncounter.load(id, listArguments(asked)),
  observations: ({ id }, asked, { loaders }) => loaders.observationsOfEncounter.load(id, listArguments(asked)),
  procedures: ({ id }, asked, { loaders }) => loaders.proceduresOfEncounter.load(id, listArguments(asked)),
  diagnosticReports: ({ id }, asked, { loaders }) => loaders.diagnosticReportsOfEncounter.load(id, listArguments(asked)),
  documents: ({ id }, asked, { loaders }) => loaders.documentsOfEncounter.load(id, listArguments(asked)),
};
