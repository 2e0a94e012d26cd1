import type { PractitionerResolvers } from '../__generated__/resolvers.ts';
import { listArguments } from './list-arguments.ts';

export const Practitioner: PractitionerResolvers = {
  encounters: ({ id }, asked, { loaders }) => loaders.encountersOfPractitioner.load(id, listArguments(asked)),
};
