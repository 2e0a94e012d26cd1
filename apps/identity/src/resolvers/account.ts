import { loadOptional, reference } from '@health-graph/subgraph-kit';
import type { AccountResolvers } from '../__generated__/resolvers.ts';
import { ownerOf } from '../model/own-account.ts';
import { rolesOn } from '../model/roles-on.ts';

export const Account: AccountResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.account.load(id),
  practitioner: ({ practitionerId }, _args, { loaders }) => loadOptional(loaders.practitioner, practitionerId),
  patient: (account) => reference('Patient', ownerOf(account)),
  roles: async ({ id, practitionerId }, _args, { loaders, today }) => {
    const assigned = await Promise.all([
      loaders.rolesOfAccount.load(id),
      practitionerId === undefined ? [] : loaders.rolesOfPractitioner.load(practitionerId),
    ]);
    return rolesOn(today, assigned.flat());
  },
};
