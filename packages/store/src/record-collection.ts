import type { RecordDefinition } from '@health-graph/records';
import type { Model, PipelineStage } from 'mongoose';
import type { StoreConnection } from './connect.ts';
import { positionOf } from './cursor.ts';
import type { Derivation } from './derivation.ts';
import { translated } from './failures.ts';
import { beyond, both, defaultOrder, type Filter, type Order, sortOf } from './keyset.ts';
import { mongooseSchemaOf } from './mongoose-schema.ts';
import { type Page, pageOf } from './page.ts';
import { documentsByParent } from './pages-by-parent.ts';
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

/** One kind of record in the store, read only; ingest and commands write. Documents never leave: what comes out are records. */
export interface RecordCollection<Definition extends RecordDefinition = RecordDefinition> {
  readonly definition: Definition;
  /** For what an app's own `store/` folder asks beyond the methods here. */
  readonly model: Model<StoredDocument>;
  /** The records with these ids, in no order; one command. An id that is not there is left out. */
  byIds(ids: readonly string[]): Promise<StoredRecord<Definition>[]>;
  /** The records whose `field` holds one of `values`, at most `limit` (default 10,000), in the list's order; one command. */
  allBy(
    field: string,
    values: readonly string[],
    options?: { readonly filter?: Filter; readonly order?: Order; readonly limit?: number },
  ): Promise<StoredRecord<Definition>[]>;
  /** One page of one list; one command. */
  page(request: PageRequest): Promise<Page<StoredRecord<Definition>>>;
  /** One page for each of many parents, in the order of `parentIds`; one command however many they are. */
  pagesByParent(request: PagesByParentRequest): Promise<Page<StoredRecord<Definition>>[]>;
  /** A document as the record it keeps, for queries through `model`. */
  toRecord(document: StoredDocument): StoredRecord<Definition>;
}

/** The records of `definition` in this store. */
export function recordCollection<Definition extends RecordDefinition>(
  store: StoreConnection,
  definition: Definition,
  derivation?: Derivation<Definition>,
): RecordCollection<Definition> {
  const model = modelOf(store, definition, derivation);
  const record = (document: StoredDocument) => toRecord(definition, document);
  const orderOf = (order: Order | undefined) => order ?? defaultOrder(definition);
  const apart = definition.apart ?? [];
  const withoutApart = Object.fromEntries(apart.map((path) => [path, 0 as const]));
  const find = (filter: Filter, order: Order, limit: number) =>
    translated(() =>
      model
        .find(filter, withoutApart)
        .sort(sortOf(order))
        .limit(limit)
        .batchSize(limit + 1)
        .lean<StoredDocument[]>()
        .exec(),
    );

  return {
    definition,
    model,
    toRecord: record,
    async byIds(ids) {
      if (ids.length === 0) return [];
      const documents = await translated(() =>
        model
          .find({ _id: { $in: [...new Set(ids)] } }, withoutApart)
          .batchSize(ids.length + 1)
          .lean<StoredDocument[]>()
          .exec(),
      );
      return documents.map(record);
    },
    async allBy(field, values, { filter = {}, order, limit = 10_000 } = {}) {
      if (values.length === 0) return [];
      return (await find({ [field]: { $in: [...new Set(values)] }, ...filter }, orderOf(order), limit)).map(record);
    },
    async page({ first, after, filter = {}, order: asked }) {
      const order = orderOf(asked);
      const documents = await find(both(filter, rest(order, after)), order, first + 1);
      return pageOf(documents, { first, after, order, toNode: record });
    },
    async pagesByParent({ parentField, parentIds, first, after, filter = {}, order: asked }) {
      const order = orderOf(asked);
      const aggregate = (stages: PipelineStage[], batchSize: number) =>
        translated(() => model.aggregate<StoredDocument & { parent: string }>(stages).option({ batchSize }).exec());
      const found = await documentsByParent({
        collection: definition.collection,
        parentField,
        parentIds,
        filter: both(filter, rest(order, after)),
        order,
        limit: first + 1,
        apart,
        aggregate,
      });
      return parentIds.map((parentId) => pageOf(found.get(parentId) ?? [], { first, after, order, toNode: record }));
    },
  };
}

const rest = (order: Order, after: string | undefined): Filter =>
  after === undefined
    ? {}
    : beyond(
        order,
        positionOf(
          after,
          order.map(([path]) => path),
        ),
      );

function modelOf(store: StoreConnection, definition: RecordDefinition, derivation: Derivation | undefined): Model<StoredDocument> {
  const existing = store.mongoose.models[definition.type];
  return (existing ?? store.mongoose.model(definition.type, mongooseSchemaOf(definition, derivation))) as Model<StoredDocument>;
}
