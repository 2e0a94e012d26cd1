import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { buildASTSchema, parse, validate } from 'graphql';
import { schemaFolder } from '../schema/read-schema.ts';
import { firstQuery } from './first-query.ts';

it('asks for what the supergraph has', async () => {
  const supergraph = parse(await readFile(join(schemaFolder, 'supergraph.graphql'), 'utf8'));

  expect(validate(buildASTSchema(supergraph, { assumeValidSDL: true }), parse(firstQuery))).toEqual([]);
});
