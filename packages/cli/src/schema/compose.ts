import { composeServices } from '@apollo/composition';
import { defaultSubgraphUrls, type SubgraphSchema } from './read-schema.ts';

/** What came out of a composition: a supergraph, or the reasons why there is none. */
export type Composition =
  | { readonly supergraphSdl: string; readonly hints: readonly string[] }
  | { readonly errors: readonly { readonly code: string; readonly message: string }[] };

/** Composes the subgraphs into a supergraph. Hints are worth a look and no failure. */
export function compose(schemas: readonly SubgraphSchema[], urls: Readonly<Record<string, string>> = defaultSubgraphUrls): Composition {
  const result = composeServices(
    schemas.map(({ name, document }) => ({ name, typeDefs: document, ...(urls[name] === undefined ? {} : { url: urls[name] }) })),
  );
  if (result.errors) {
    return {
      errors: result.errors.map((error) => ({ code: String(error.extensions?.['code'] ?? 'INVALID_GRAPHQL'), message: error.message })),
    };
  }
  return { supergraphSdl: `${header}${result.supergraphSdl}\n`, hints: result.hints.map((hint) => hint.toString()) };
}

const header = '# Composed by `npx health-graph compose` from the other files of this folder. Never edited by hand.\n\n';
