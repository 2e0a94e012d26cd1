import { reference } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';
import { coverageInForce, newestFirst } from '../model/coverage.ts';
import { currentAddress } from '../model/current-address.ts';
import { isDeceased } from '../model/deceased.ts';
import { displayName } from '../model/display-name.ts';

export const Patient: PatientResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.patient.load(id),
  healthInsuranceNumber: ({ coverages }, _args, { today }) => coverageInForce(coverages, today)?.number,
  name: ({ names }) => displayName(names),
  deceased: (patient) => isDeceased(patient),
  address: ({ addresses }) => currentAddress(addresses),
  coverages: ({ coverages }) => coverages && newestFirst(coverages),
  managingFacility: ({ managingFacilityId }) => reference('Facility', managingFacilityId),
  recordedAt: ({ recordedAt }) => recordedAt.toISOString(),
};
