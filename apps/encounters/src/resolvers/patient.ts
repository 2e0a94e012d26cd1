import { listArguments } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';
import { loadSafetyAllergies } from '../loaders.ts';

export const Patient: PatientResolvers = {
  encounters: ({ id }, asked, { loaders }) => loaders.encountersOfPatient.load(id, listArguments(asked)),
  conditions: ({ id }, asked, { loaders }) => loaders.conditionsOfPatient.load(id, listArguments(asked)),
  observations: ({ id }, asked, { loaders }) => loaders.observationsOfPatient.load(id, listArguments(asked)),
  procedures: ({ id }, asked, { loaders }) => loaders.proceduresOfPatient.load(id, listArguments(asked)),
  diagnosticReports: ({ id }, asked, { loaders }) => loaders.diagnosticReportsOfPatient.load(id, listArguments(asked)),
  allergies: ({ id }, asked, { loaders }) => loaders.allergiesOfPatient.load(id, listArguments(asked)),
  carePlans: ({ id }, asked, { loaders }) => loaders.carePlansOfPatient.load(id, listArguments(asked)),
  goals: ({ id }, asked, { loaders }) => loaders.goalsOfPatient.load(id, listArguments(asked)),
  documents: ({ id }, asked, { loaders }) => loaders.documentsOfPatient.load(id, listArguments(asked)),
  imagingStudies: ({ id }, asked, { loaders }) => loaders.imagingStudiesOfPatient.load(id, listArguments(asked)),
  safetyAllergies: ({ id }, _args, { loaders }) => loadSafetyAllergies(loaders, id),
};
