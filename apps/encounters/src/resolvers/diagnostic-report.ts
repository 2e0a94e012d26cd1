import type { DiagnosticReportResolvers } from '../__generated__/resolvers.ts';
import { loadOptional, loadPresent } from '../loaders.ts';
import { attachmentsOf } from './attachment.ts';
import { reference, references } from './references.ts';

export const DiagnosticReport: DiagnosticReportResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.diagnosticReport.load(id),
  subject: ({ patientId }) => reference('Patient', patientId),
  encounter: ({ encounterId }, _args, { loaders }) => loadOptional(loaders.encounter, encounterId),
  performers: ({ performerIds }) => references('Practitioner', performerIds),
  results: ({ resultIds }, _args, { loaders }) => loadPresent(loaders.observation, resultIds),
  presentedForms: ({ id, presentedForms }) => attachmentsOf('DiagnosticReport', id, presentedForms),
};
