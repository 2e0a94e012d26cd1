// A connection, its transactions and what it costs.
export { type ConnectOptions, connect, type StoreConnection } from './connect.ts';
export { type CommandCount, countCommands } from './count-commands.ts';
export { storeFailure, translated } from './failures.ts';
// All records of a subgraph: ingest, export, and one collection for each type.
export { openRecordStore, type StoreLocation } from './open-record-store.ts';
export { type BesideCollection, type DocumentQuery, type RecordStore, type RecordStoreOptions, recordStore } from './record-store.ts';
export type { OnWritten, WrittenRecord } from './ingest.ts';
export type { RecordTransaction } from './record-transaction.ts';
export {
  type AllByOptions,
  type CollectionView,
  type PageRequest,
  type PagesByParentRequest,
  type RecordCollection,
  recordCollection,
} from './record-collection.ts';
// The same as one caller may see it.
export { type PermittedStore, permitted } from './permitted-store.ts';
export type { PermittedCollection, PermittedPagesRequest } from './permitted-collection.ts';
export type { Derivation, Derivations, DerivedField } from './derivation.ts';
export type { Provenance, ReplacedVersion } from './versions.ts';
// Lists: pages, orders, and dates that order them.
export { type Edge, type Page, type PageInfo, pageInfoOf, type PlacedEdge, type UnplacedPage } from './page.ts';
export { type NameTerms, nameTiers } from './name-tiers.ts';
export { pageInTiers, type TieredCollection, type TieredPageRequest } from './page-in-tiers.ts';
export { type Cursors, createCursors, type Position } from './cursor.ts';
export { defaultOrder, type Filter, type Order } from './keyset.ts';
export { sortDateOf } from './sort-date.ts';
// How a record lies in the database.
export { mongooseSchemaOf } from './mongoose-schema.ts';
export { type Envelope, type StoredDocument, type StoredRecord, toRecord } from './stored-record.ts';
// The classes that records are raised to, and which rows an actor may see.
export { type Labelling, type LabelsOf, labellingOf } from './labelling.ts';
export type { Relabelled, RelabelOptions } from './relabel.ts';
export { rowFilterOf, rowPathsOf } from './row-filter.ts';
