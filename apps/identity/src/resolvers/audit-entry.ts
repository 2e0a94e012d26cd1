import { loadPresent, reference } from '@health-graph/subgraph-kit';
import type { AuditEntryResolvers } from '../__generated__/resolvers.ts';
import { schemaName } from '../model/schema-name.ts';

export const AuditEntry: AuditEntryResolvers = {
  patient: ({ patientId }) => reference('Patient', patientId),
  classesSeen: (entry) => entry.classesSeen.map(schemaName),
  classesRefused: (entry) => entry.classesRefused.map(schemaName),
  rules: (entry) => entry.rules.map(({ rule, condition }) => `${rule} ${condition}`),
  facilities: async ({ facilityIds }, _args, { loaders }) => (await loadPresent(loaders.facility, facilityIds)) ?? [],
};
