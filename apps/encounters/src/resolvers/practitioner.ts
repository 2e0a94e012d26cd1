import { listArguments } from '@health-graph/subgraph-kit';
import type { PractitionerResolvers } from '../__generated__/resolvers.ts';

export const Practitioner: PractitionerResolvers = {
  encounters: ({ id }, asked, { loaders }) => loaders.encountersOfPractitioner.load(id, listArguments(asked)),
};
