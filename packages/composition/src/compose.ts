import { composeServices } from '@apollo/composition';
import type { SubgraphSchema } from './subgraph-schema.ts';

/** What came out of a composition: a supergraph, or the reasons why there is none. */
export type Composition =
  | { readonly supergraphSdl: string; readonly hints: readonly string[] }
  | { readonly errors: readonly { readonly code: string; readonly message: string }[] };

/** Composes the subgraphs into a supergraph. Hints are worth a look and no failure. */
export function compose(schemas: readonly SubgraphSchema[]): Composition {
  const result = composeServices(
    schemas.map(({ name, document, url }) => ({ name, typeDefs: document, ...(url === undefined ? {} : { url }) })),
  );
  if (result.errors) {
    return {
      errors: result.errors.map((error) => ({ code: String(error.extensions?.['code'] ?? 'INVALID_GRAPHQL'), message: error.message })),
    };
  }
  return { supergraphSdl: result.supergraphSdl, hints: result.hints.map((hint) => hint.toString()) };
}
