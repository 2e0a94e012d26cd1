import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compose } from './compose.ts';

const schema = (name: string, sdl: string, url?: string) => ({ name, sdl, document: parse(sdl), ...(url === undefined ? {} : { url }) });

describe('compose', () => {
  it('joins subgraphs, each with where it is served', () => {
    const composition = compose([
      schema('a', 'type Query { "A." a: String }', 'https://a.example/graphql'),
      schema('b', 'type Query { "B." b: String }'),
    ]);

    expect(composition).toEqual({ supergraphSdl: expect.stringContaining('url: "https://a.example/graphql"'), hints: [] });
  });

  it('says why subgraphs do not compose', () => {
    const composition = compose([schema('a', 'type Query { "A." a: String @external }')]);

    expect(composition).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ code: expect.any(String) })]) });
  });
});
