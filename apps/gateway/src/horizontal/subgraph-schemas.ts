import { printSchema, type Supergraph } from '@apollo/federation-internals';
import type { SubgraphSchema } from '@health-graph/composition';
import { parse } from 'graphql';

/** The SDL of each subgraph, as the supergraph remembers it. */
export const subgraphSchemasOf = (supergraph: Supergraph): readonly SubgraphSchema[] =>
  supergraph
    .subgraphs()
    .values()
    .map(({ name, schema }) => {
      const sdl = printSchema(schema);
      return { name, sdl, document: parse(sdl, { noLocation: true }) };
    });
