import { createBoundedCache } from './bounded-cache.ts';
import { type CheckedDocument, type CheckOptions, checkDocument } from './check-document.ts';

/** Documents of clients, each parsed, limited and validated once against one schema, the refused ones included. */
export interface Documents {
  /** @param hash SHA-256 of the text, hex */
  check(text: string, hash: string): CheckedDocument;
}

export function createDocuments(options: CheckOptions, maximum: number): Documents {
  const documents = createBoundedCache<CheckedDocument>(maximum);
  return {
    check: (text, hash) => {
      const checked = documents.get(hash) ?? checkDocument(text, options);
      documents.set(hash, checked);
      return checked;
    },
  };
}
