import type { GraphQLSchema } from 'graphql';
import { createBoundedCache } from './bounded-cache.ts';
import { type CheckedDocument, type CheckOptions, checkDocument } from './check-document.ts';

/** Documents of clients, each parsed, limited and validated once, the refused ones included. */
export interface Documents {
  /** @param hash SHA-256 of the text, hex */
  check(text: string, hash: string, schema: GraphQLSchema): CheckedDocument;
}

export function createDocuments(options: Omit<CheckOptions, 'schema'>, maximum: number): Documents {
  const documents = createBoundedCache<CheckedDocument>(maximum);
  return {
    check: (text, hash, schema) => {
      const checked = documents.get(hash) ?? checkDocument(text, { ...options, schema });
      documents.set(hash, checked);
      return checked;
    },
  };
}
