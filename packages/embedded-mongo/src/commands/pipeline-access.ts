import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { findRecords, prepareSearch } from '../planner/execute.ts';
import type { Namespace, Opened, OpenOptions, PipelineAccess } from '../query/stages/stage.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { integer } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { countMatching } from './counting.ts';
import { deadlineOf } from './deadline.ts';
import { countStage, type PipelineHead, splitHead } from './pipeline-head.ts';
import { mergeInsert, mergeUpdate, replaceContent } from './pipeline-writes.ts';
import { openReading, type Reading } from './reading.ts';
import { reportStage } from './reports.ts';

async function* nothing(): AsyncGenerator<Document> {}

/** How deep views may stand on views, as in MongoDB. */
const maxViewDepth = 20;

/**
 * The collections as one pipeline sees them: all from one snapshot, however many stages read them. Closed with the
 * pipeline's cursor.
 */
export class CollectionAccess implements PipelineAccess {
  readonly #call: CommandCall;
  readonly #checkTime: () => void;
  #reading: Reading | undefined;
  #hint: unknown;

  constructor(call: CommandCall) {
    this.#call = call;
    this.#checkTime = deadlineOf(call);
    this.#hint = call.body['hint'];
  }

  get #view(): View {
    this.#reading ??= openReading(this.#call);
    return this.#reading.view;
  }

  close(): void {
    this.#reading?.close();
    this.#reading = undefined;
  }

  /** A view's collection and stages, down to a collection that is none. */
  resolve(
    { database, collection: name }: Namespace,
    stages: readonly Document[],
  ): { collection: Collection | undefined; stages: readonly Document[] } {
    const { catalog } = this.#call.server.store;
    let collection = catalog.find(database, name);
    let resolved = stages;
    for (let depth = 0; collection?.options['viewOn'] !== undefined; depth += 1) {
      if (depth >= maxViewDepth) throw new CommandFailure(165, `View depth limit exceeded; maximum depth is ${maxViewDepth}`);
      resolved = [...((collection.options['pipeline'] as Document[] | undefined) ?? []), ...resolved];
      collection = catalog.find(database, collection.options['viewOn'] as string);
    }
    return { collection, stages: resolved };
  }

  /** The command's hint is for the collection that its pipeline starts from, which is opened first. */
  open(namespace: Namespace, stages: readonly Document[], options: OpenOptions): Opened {
    const hint = this.#hint;
    this.#hint = undefined;
    const { collection, stages: resolved } = this.resolve(namespace, stages);
    const head = splitHead(resolved);
    if (collection === undefined) {
      return { documents: nothing(), rest: head.rest };
    }
    const counting = countStage(head.rest);
    if (counting !== undefined) {
      return { documents: this.#count(collection, head.filter, options, hint, counting), rest: [] };
    }
    return this.#search(collection, head, options, hint);
  }

  #search(collection: Collection, head: PipelineHead, { collation, variables, now }: OpenOptions, hint: unknown): Opened {
    const { filter, sort, limit, rest } = head;
    const prepared = prepareSearch(collection, this.#view, { filter, sort, hint, collation, variables, limit, now });
    const isAnswered = sort !== undefined && prepared.isSorted && Object.keys(sort).length > 0;
    return { documents: this.#documents(collection, prepared), rest: isAnswered ? rest.slice(1) : rest };
  }

  async *#documents(collection: Collection, prepared: ReturnType<typeof prepareSearch>): AsyncGenerator<Document> {
    let looked = 0;
    let turn = performance.now() + 8;
    for (const found of findRecords(this.#view, collection, prepared)) {
      if (found !== undefined) yield found.document;
      looked += 1;
      if (looked % 64 !== 0 || performance.now() < turn) continue;
      this.#checkTime();
      await new Promise((resolve) => setImmediate(resolve));
      turn = performance.now() + 8;
    }
  }

  async *#count(
    collection: Collection,
    filter: Document,
    { collation, variables }: OpenOptions,
    hint: unknown,
    stage: { field: string; id: unknown },
  ): AsyncGenerator<Document> {
    const request = { filter, hint, collation, variables };
    const isSnapshot = this.#call.transaction === undefined;
    const counted = await countMatching(this.#view, collection, request, {
      enough: Number.POSITIVE_INFINITY,
      isSnapshot,
      checkTime: this.#checkTime,
    });
    if (counted > 0) yield { _id: stage.id, [stage.field]: integer(counted) };
  }

  replaceCollection(namespace: Namespace, documents: AsyncIterable<Document>): Promise<void> {
    return replaceContent(this.#writing(), namespace, documents);
  }

  updateOne(namespace: Namespace, filter: Document, update: unknown, variables: Readonly<Record<string, unknown>>): Promise<number> {
    return mergeUpdate(this.#writing(), namespace, { filter, update, variables });
  }

  insertOne(namespace: Namespace, document: Document): Promise<void> {
    return mergeInsert(this.#writing(), namespace, document);
  }

  #writing(): CommandCall {
    if (this.#call.transaction !== undefined) {
      throw new CommandFailure('OperationNotSupportedInTransaction', '$out and $merge cannot be used in a transaction');
    }
    return this.#call;
  }

  hasUniqueIndex({ database, collection: name }: Namespace, fields: readonly string[]): boolean {
    if (fields.length === 1 && fields[0] === '_id') return true;
    const collection = this.#call.server.store.catalog.find(database, name);
    const wanted = [...fields].sort().join('\0');
    return (collection?.indexes ?? []).some(
      (index) =>
        index.isUnique &&
        !index.isPartial &&
        !index.isBuilding &&
        index.fields
          .map(({ path }) => path)
          .sort()
          .join('\0') === wanted,
    );
  }

  report(stage: string, namespace: Namespace, spec: unknown): AsyncIterable<Document> {
    return reportStage(this.#call, stage, namespace, spec);
  }
}
