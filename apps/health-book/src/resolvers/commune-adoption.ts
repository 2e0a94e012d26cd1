import type { CommuneAdoptionResolvers } from '../__generated__/resolvers.ts';

export const CommuneAdoption: CommuneAdoptionResolvers = {
  commune: ({ communeCode }) => ({ __typename: 'AdministrativeUnit', code: communeCode }),
  asOf: (_commune, _args, { today }) => today,
};
