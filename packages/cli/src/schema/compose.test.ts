import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compose } from './compose.ts';
import { readSubgraphSchemas, schemaFolder } from './read-schema.ts';

describe('compose', () => {
  it('gives the committed supergraph, which is therefore not stale, and no hints', async () => {
    const composition = compose(await readSubgraphSchemas());

    expect(composition).toEqual({ supergraphSdl: await readFile(join(schemaFolder, 'supergraph.graphql'), 'utf8'), hints: [] });
  });

  it('says why subgraphs do not compose', () => {
    const sdl = 'type Query { "A." a: String @external }';

    const composition = compose([{ name: 'a', sdl, document: parse(sdl) }]);

    expect(composition).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ code: expect.any(String) })]) });
  });
});
