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
  conditions: ({ id, patientId }, asked, { loaders }) => loaders.conditionsOfEncounter.load({ id, patientId }, listArguments(asked)),
  observations: ({ id, patientId }, asked, { loaders }) => loaders.observationsOfEncounter.load({ id, patientId }, listArguments(asked)),
  procedures: ({ id, patientId }, asked, { loaders }) => loaders.proceduresOfEncounter.load({ id, patientId }, listArguments(asked)),
  diagnosticReports: ({ id, patientId }, asked, { loaders }) =>
    loaders.diagnosticReportsOfEncounter.load({ id, patientId }, listArguments(asked)),
  documents: ({ id, patientId }, asked, { loaders }) => loaders.documentsOfEncounter.load({ id, patientId }, listArguments(asked)),
};
