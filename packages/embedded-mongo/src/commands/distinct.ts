import { compareBson } from '../bson/compare.ts';
import type { Document } from '../bson/document.ts';
import { isDocument } from '../bson/document.ts';
import { findRecords, prepareSearch } from '../planner/execute.ts';
import { stringOrderOf } from '../query/collation.ts';
import { encodeValue } from '../storage/key-encoding.ts';
import { collectionName, optionalDocument, requiredString } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { checkReadConcern, collationOf, openReading } from './reading.ts';
import { viewDocuments } from './views.ts';

/** The values at a path, those of arrays one by one. */
function* valuesAt(value: unknown, path: readonly string[]): Generator<unknown> {
  const [name, ...rest] = path;
  if (name === undefined) {
    if (Array.isArray(value)) yield* value;
    else if (value !== undefined) yield value;
  } else if (Array.isArray(value)) {
    if (/^\d+$/.test(name)) yield* valuesAt(value[Number(name)], rest);
    for (const element of value) if (isDocument(element)) yield* valuesAt(element, path);
  } else if (isDocument(value)) yield* valuesAt(value[name], rest);
}

export const distinct = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  checkReadConcern(call);
  const path = requiredString(call.body, 'key', 'distinct').split('.');
  const filter = optionalDocument(call.body, 'query', 'distinct') ?? {};
  const collection = call.server.store.catalog.find(call.database, name);
  if (collection === undefined) return { values: [] };
  const collation = collationOf(call.body, collection);
  const values = new Map<string, unknown>();
  const stringKey = (text: string): Buffer => Buffer.from(collation === undefined ? text : collation.key(text));
  const add = (document: Document): void => {
    for (const value of valuesAt(document, path)) {
      const key = encodeValue(value, stringKey).toString('latin1');
      if (!values.has(key)) values.set(key, value);
    }
  };
  const order = stringOrderOf(collation);
  const sorted = (): unknown[] => [...values.values()].sort((a, b) => compareBson(a, b, order));
  if (collection.options['viewOn'] !== undefined) {
    for (const document of await viewDocuments(call, name, [{ $match: filter }])) add(document);
    return { values: sorted() };
  }
  const reading = openReading(call);
  try {
    const prepared = prepareSearch(collection, reading.view, { filter, hint: call.body['hint'], collation });
    for (const found of findRecords(reading.view, collection, prepared)) if (found !== undefined) add(found.document);
  } finally {
    reading.close();
  }
  return { values: sorted() };
};
