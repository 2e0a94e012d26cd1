import { loadOptional, loadPresent, reference, references } from '@health-graph/subgraph-kit';
import type { DiagnosticReportResolvers } from '../__generated__/resolvers.ts';
import { attachmentsOf } from './attachment.ts';

export const DiagnosticReport: DiagnosticReportResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.diagnosticReport.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  performers: ({ performerIds }) => references('Practitioner', performerIds),
  results: ({ resultIds }, _args, { loaders }) => loadPresent(loaders.observation, resultIds),
  presentedForms: ({ id, presentedForms }) => attachmentsOf('DiagnosticReport', id, presentedForms),
};
