import type { Document } from '../bson/document.ts';

/** What `$meta` can show of a document: `textScore`, `randVal`, `sortKey`, `recordId`. */
export type Metadata = Readonly<Record<string, unknown>>;

const metadata = new WeakMap<Document, Metadata>();

/** Adds metadata to a document; it goes with the object, not with its fields. */
export const setMetadata = (document: Document, values: Metadata): void => {
  metadata.set(document, { ...metadata.get(document), ...values });
};

export const metadataOf = (document: Document): Metadata | undefined => metadata.get(document);

/** Stages that make a new document of an old one keep its metadata. */
export const carryMetadata = <T extends Document>(from: Document, to: T): T => {
  const values = metadata.get(from);
  if (values !== undefined && from !== to) metadata.set(to, values);
  return to;
};
