import { Option } from 'commander';
import { schemaFolder } from '../schema/read-schema.ts';

/** Where a command reads supergraph and policies. */
export const schemaOption = (): Option =>
  new Option('--schema <folder>', 'a folder with supergraph.graphql and policies.yaml').default(schemaFolder, 'schema/ of this repository');
