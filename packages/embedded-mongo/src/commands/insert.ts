import { ObjectId } from 'bson';
import { decode, encode } from '../bson/codec.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { typeOf } from '../bson/types.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { limits } from '../protocol/limits.ts';
import type { Collection } from '../storage/collection.ts';
import { insertRecord } from '../storage/records.ts';
import { collectionName, integer, requiredArray } from './arguments.ts';
import type { CommandCall, CommandResult } from './command.ts';
import { ensureCollection } from './ensure-collection.ts';
import { checkValidation } from './validation.ts';
import { describeError, logSession, runStatements, type StatementOutcome } from './write-runner.ts';

/** The documents as bytes: from a document sequence as they came, from the body as they were read. */
const documentsOf = (call: CommandCall): readonly (Buffer | Document)[] => {
  const sequence = call.sequences.get('documents');
  const documents = sequence ?? requiredArray(call.body, 'documents', 'insert');
  if (documents.length === 0 || documents.length > limits.maxWriteBatchSize) {
    throw new CommandFailure(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${limits.maxWriteBatchSize}. Got ${documents.length} operations.`,
    );
  }
  return documents as readonly (Buffer | Document)[];
};

export interface InsertDocument {
  readonly document: Document;
  readonly bytes: Buffer;
}

/** `_id` must be a single value and stands first. */
const checkId = (document: Document): void => {
  const id = document['_id'];
  if (Array.isArray(id)) throw new CommandFailure('InvalidIdField', "The '_id' value cannot be of type array");
  if (typeOf(id) === 'regex') throw new CommandFailure('InvalidIdField', "The '_id' value cannot be of type regex");
  if (isDocument(id) && typeOf(id) === 'object') {
    for (const name of Object.keys(id)) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
        throw new CommandFailure(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
      }
    }
  }
};

const hasIdFirst = (document: Document): boolean => {
  for (const name in document) return name === '_id';
  return false;
};

/** What is to be stored: with an `_id`, and that first. The bytes stay as they came where nothing had to be changed. */
export const prepareInsert = (input: Buffer | Document): InsertDocument => {
  const document = Buffer.isBuffer(input) ? decode(input) : input;
  const isReady = document['_id'] !== undefined && hasIdFirst(document);
  const complete = isReady ? document : { _id: document['_id'] ?? new ObjectId(), ...withoutId(document) };
  checkId(complete);
  const bytes = isReady && Buffer.isBuffer(input) ? Buffer.from(input) : encode(complete);
  if (bytes.length > limits.maxBsonObjectSize) {
    throw new CommandFailure(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${limits.maxBsonObjectSize}`,
    );
  }
  return { document: complete, bytes };
};

const withoutId = ({ _id: _dropped, ...fields }: Document): Document => fields;

/** Inserts one document of a client's; the statement that insert and bulkWrite share. */
export const insertOne = (
  call: CommandCall,
  collection: Collection,
  input: Buffer | Document,
  context: Parameters<typeof insertRecord>[0],
): Document => {
  const { document, bytes } = prepareInsert(input);
  checkValidation(collection, document, call.body['bypassDocumentValidation']);
  insertRecord(context, collection, bytes, document, { session: logSession(call) });
  return document;
};

export const inserted: StatementOutcome = { kind: 'done', result: { n: 1 } };

/** Statements whose records need not be looked for. */
export const neverGathers = (): Promise<never> => Promise.reject(new Error('An insert looks for nothing.'));

export const insert = async (call: CommandCall): Promise<CommandResult> => {
  const name = collectionName(call);
  const documents = documentsOf(call);
  const collection = await ensureCollection(call, name);
  const { results, errors } = await runStatements(call, {
    count: documents.length,
    isOrdered: call.body['ordered'] !== false,
    run: (context, index) => {
      insertOne(call, collection, documents[index] as Buffer | Document, context);
      return inserted;
    },
    gather: neverGathers,
  });
  return {
    n: integer(results.filter((result) => result !== undefined).length),
    ...(errors.length === 0 ? {} : { writeErrors: errors.map(describeError) }),
  };
};
