import type { FacilityResolvers } from '../__generated__/resolvers.ts';
import { listArguments } from './list-arguments.ts';

export const Facility: FacilityResolvers = {
  encounters: ({ id }, asked, { loaders }) => loaders.encountersOfFacility.load(id, listArguments(asked)),
};
