import { ObjectId } from 'bson';
import type { Document } from '../bson/document.ts';
import { parseCollation } from '../query/collation.ts';
import type { Namespace } from '../query/stages/stage.ts';
import type { Collection } from '../storage/collection.ts';
import type { CommandCall } from './command.ts';
import { ensureCollection } from './ensure-collection.ts';
import { collectionIsFree } from './exclusive.ts';
import { inserted, insertOne, neverGathers } from './insert.ts';
import { gatherRecords } from './record-run.ts';
import { updateResult } from './update.ts';
import { applyUpdate, compileRequest, type UpdateRequest } from './update-statement.ts';
import { runStatements } from './write-runner.ts';

/** A pipeline writes as a client of its own would: not as part of the command's session. */
const writingCall = (call: CommandCall, database: string): CommandCall => ({ ...call, database, record: undefined, sequences: new Map() });

export interface MergeUpdate {
  readonly filter: Document;
  readonly update: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** `$merge` into a document that is there; says how many it found. */
export const mergeUpdate = async (call: CommandCall, { database, collection: name }: Namespace, merge: MergeUpdate): Promise<number> => {
  const target = writingCall(call, database);
  const collection = await ensureCollection(target, name);
  const request: UpdateRequest = {
    filter: merge.filter,
    update: merge.update,
    isMulti: false,
    isUpsert: false,
    arrayFilters: undefined,
    collation: parseCollation(collection.options['collation']),
    hint: undefined,
    sort: undefined,
    variables: merge.variables as Document,
  };
  const apply = compileRequest(request);
  const { results, errors } = await runStatements(target, {
    count: 1,
    isOrdered: true,
    run: (context, _index, progress, pace) =>
      updateResult(applyUpdate({ call: target, collection, context }, request, apply, progress, pace)),
    gather: () => gatherRecords(target, collection, request, false),
  });
  if (errors[0] !== undefined) throw errors[0].failure;
  return Number(results[0]?.['n'] ?? 0);
};

const insertAll = async (call: CommandCall, collection: Collection, documents: readonly Document[]): Promise<void> => {
  const { errors } = await runStatements(call, {
    count: documents.length,
    isOrdered: true,
    run: (context, index) => {
      insertOne(call, collection, documents[index] as Document, context);
      return inserted;
    },
    gather: neverGathers,
  });
  if (errors[0] !== undefined) throw errors[0].failure;
};

export const mergeInsert = async (call: CommandCall, { database, collection: name }: Namespace, document: Document): Promise<void> => {
  const target = writingCall(call, database);
  await insertAll(target, await ensureCollection(target, name), [document]);
};

const outChunk = 1000;

/** A collection like the target, for its new content: with its options and indexes. */
const createLike = async (call: CommandCall, target: Collection | undefined): Promise<Collection> => {
  const collection = await ensureCollection(call, `tmp.agg_out.${new ObjectId().toHexString()}`, target?.options ?? {});
  const { catalog, writer } = call.server.store;
  const specs = (target?.indexes ?? []).slice(1).map((index) => index.spec);
  await writer.submit((batch) => {
    for (const spec of specs) collection.indexes = [...collection.indexes, catalog.defineIndex(batch, spec, batch.sequence)];
    catalog.save(batch, collection);
  });
  return collection;
};

/** `$out`: nobody sees the new content before all of it is there, or any of it if the pipeline fails. */
export const replaceContent = async (
  call: CommandCall,
  { database, collection: name }: Namespace,
  documents: AsyncIterable<Document>,
): Promise<void> => {
  const target = writingCall(call, database);
  const { catalog, writer } = call.server.store;
  const fresh = await createLike(target, catalog.find(database, name));
  try {
    let chunk: Document[] = [];
    for await (const document of documents) {
      chunk.push(document);
      if (chunk.length < outChunk) continue;
      await insertAll(target, fresh, chunk);
      chunk = [];
    }
    if (chunk.length > 0) await insertAll(target, fresh, chunk);
    const old = catalog.find(database, name);
    if (old !== undefined) await collectionIsFree(call.server, old);
    await writer.submit((batch) => {
      const replaced = catalog.find(database, name);
      if (replaced !== undefined) catalog.drop(batch, replaced);
      const { name: temporaryName } = fresh;
      catalog.rename(batch, fresh, database, name);
      batch.onRollback(() => {
        catalog.move(fresh, database, temporaryName);
        if (replaced !== undefined) catalog.restore(replaced);
      });
    });
  } catch (error) {
    await writer.submit((batch) => {
      if (!fresh.isDropped) catalog.drop(batch, fresh);
    });
    throw error;
  }
};
