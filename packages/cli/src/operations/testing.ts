import { compose } from '@health-graph/composition';
import { parse } from 'graphql';

/** A supergraph with two fields, of a subgraph that nobody asks. */
export function composedPair(): string {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")';
  const sdl = `${link} type Query { one: Int two: Int }`;
  const composition = compose([{ name: 'pair', url: 'http://127.0.0.1:1/graphql', sdl, document: parse(sdl) }]);
  if ('errors' in composition) throw new Error(composition.errors.map(({ message }) => message).join('\n'));
  return composition.supergraphSdl;
}
