import { listArguments } from '@health-graph/subgraph-kit';
import type { PatientResolvers } from '../__generated__/resolvers.ts';
import { ownAccount } from '../model/own-account.ts';

export const Patient: PatientResolvers = {
  accessLog: ({ id }, asked, { loaders }) => loaders.accessLogOfPatient.load(id, listArguments(asked)),
  careTeam: ({ id }, asked, { loaders }) => loaders.careTeamOfPatient.load(id, listArguments(asked)),
  consents: ({ id }, asked, { loaders }) => loaders.consentsOfPatient.load(id, listArguments(asked)),
  breakGlasses: ({ id }, asked, { loaders }) => loaders.breakGlassesOfPatient.load(id, listArguments(asked)),
  guardianships: ({ id }, _args, { loaders }) => loaders.guardianshipsOfWard.load(id),
  account: async ({ id }, _args, { loaders }) => ownAccount(await loaders.accountsOfPatient.load(id)),
};
