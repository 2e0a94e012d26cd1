import type { PractitionerResolvers } from '../__generated__/resolvers.ts';

export const Practitioner: PractitionerResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.practitioner.load(id),
  roles: ({ id }, _args, { loaders }) => loaders.rolesOfPractitioner.load(id),
};
