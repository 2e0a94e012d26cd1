import type { RecordDefinition } from '@health-graph/records';
import type { Model } from 'mongoose';
import type { StoreConnection } from './connect.ts';
import type { Cursors } from './cursor.ts';
import type { Derivation } from './derivation.ts';
import { beyond, both, defaultOrder, type Filter, type Order } from './keyset.ts';
import { mongooseSchemaOf } from './mongoose-schema.ts';
import { type Page, pageOf } from './page.ts';
import { type RecordReader, recordReader } from './record-reader.ts';
import { type StoredDocument, type StoredRecord, toRecord } from './stored-record.ts';

export interface PageRequest {
  /** How many at most; the graph's lists give at most 100. */
  readonly first: number;
  /** The cursor behind which the page begins. */
  readonly after?: string | undefined;
  /** Narrows the list; on fields of the record's data and on derived ones. */
  readonly filter?: Filter | undefined;
  /** Instead of the newest first; ends in `_id`. */
  readonly order?: Order | undefined;
}

export interface PagesByParentRequest extends PageRequest {
  /** The field that names the parent: `patientId`, `encounterId`, `participants.practitionerId`. */
  readonly parentField: string;
  readonly parentIds: readonly string[];
}

export interface AllByOptions {
  readonly filter?: Filter;
  readonly order?: Order;
  /** How many are read at most. Default 10,000. */
  readonly limit?: number;
}

/** What every view of a collection has. Documents never leave: what comes out are records. */
export interface CollectionView<Definition extends RecordDefinition = RecordDefinition> {
  readonly definition: Definition;
  /** For what an app's own `store/` folder asks beyond the methods here. It knows no permissions. */
  readonly model: Model<StoredDocument>;
  readonly cursors: Cursors;
  /** A document as the record it keeps, for queries through `model`. */
  toRecord(document: StoredDocument): StoredRecord<Definition>;
}

/** One kind of record in the store, all of them and read only; ingest and commands write. What a caller may see of it: `permitted`. */
export interface RecordCollection<Definition extends RecordDefinition = RecordDefinition> extends CollectionView<Definition> {
  /** Reads documents as they are kept, for views of the collection. */
  readonly reader: RecordReader;
  /** The records with these ids, in no order; one command. An id that is not there is left out. */
  byIds(ids: readonly string[]): Promise<StoredRecord<Definition>[]>;
  /** The records whose `field` holds one of `values`, in the list's order; one command. */
  allBy(field: string, values: readonly string[], options?: AllByOptions): Promise<StoredRecord<Definition>[]>;
  /** One page of one list; one command. */
  page(request: PageRequest): Promise<Page<StoredRecord<Definition>>>;
  /** One page for each of many parents, in the order of `parentIds`; one command however many they are. */
  pagesByParent(request: PagesByParentRequest): Promise<Page<StoredRecord<Definition>>[]>;
}

/** The records of `definition` in this store. */
export function recordCollection<Definition extends RecordDefinition>(
  store: StoreConnection,
  definition: Definition,
  cursors: Cursors,
  derivation?: Derivation<Definition>,
): RecordCollection<Definition> {
  const model = modelOf(store, definition, derivation);
  const reader = recordReader(model, definition);
  const record = (document: StoredDocument) => toRecord(definition, document);
  return {
    definition,
    model,
    cursors,
    reader,
    toRecord: record,
    byIds: async (ids) => (ids.length === 0 ? [] : (await reader.byIds(ids)).map(record)),
    async allBy(field, values, { filter = {}, order = defaultOrder(definition), limit = defaultLimit } = {}) {
      if (values.length === 0) return [];
      return (await reader.find(both(oneOf(field, values), filter), order, limit)).map(record);
    },
    async page({ first, after, filter = {}, order = defaultOrder(definition) }) {
      const documents = await reader.find(both(filter, restOf(order, after, cursors)), order, first + 1);
      return pageOf(documents, { first, after, order, cursors, toNode: record });
    },
    async pagesByParent({ parentField, parentIds, first, after, filter = {}, order = defaultOrder(definition) }) {
      const lists = [...new Set(parentIds)].map((parentId) => ({ parentId, rows: everything }));
      const asked = { parentField, filter: both(filter, restOf(order, after, cursors)), order, limit: first + 1 };
      const found = await reader.ofParents(lists, asked);
      return parentIds.map((id) => pageOf(found.get(id) ?? [], { first, after, order, cursors, toNode: record }));
    },
  };
}

export const defaultLimit = 10_000;
const everything: Filter = {};

export const oneOf = (field: string, values: readonly string[]): Filter => ({ [field]: { $in: [...new Set(values)] } });

/** What a list has behind its cursor. */
export const restOf = (order: Order, after: string | undefined, cursors: Cursors): Filter => {
  if (after === undefined) return {};
  const paths = order.map(([path]) => path);
  return beyond(order, cursors.positionOf(after, paths));
};

function modelOf(store: StoreConnection, definition: RecordDefinition, derivation: Derivation | undefined): Model<StoredDocument> {
  const existing = store.mongoose.models[definition.type];
  return (existing ?? store.mongoose.model(definition.type, mongooseSchemaOf(definition, derivation))) as Model<StoredDocument>;
}
