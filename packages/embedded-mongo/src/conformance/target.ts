import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BSON, type Collection, type Db, type Document, MongoClient, MongoServerError } from 'mongodb';
import { start } from '../server.ts';

/** The server under test: ours on a folder of its own, or the one `MONGODB_URL` names. */
export interface Target {
  readonly client: MongoClient;
  readonly url: string;
  readonly db: Db;
  /** A collection nobody else uses, holding these documents. */
  readonly collection: (documents?: readonly Document[]) => Promise<Collection>;
}

const openServer = async (): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const given = process.env['MONGODB_URL'];
  if (given !== undefined) return { url: given, close: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const server = await start({ folder });
  const close = async (): Promise<void> => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url, close };
};

/** Opens the server before a file's cases and closes it behind them; one database for each file. */
export const useTarget = (name: string): Target => {
  let client: MongoClient | undefined;
  let close: () => Promise<void> = async () => {};
  let made = 0;
  let url = '';
  const opened = (): MongoClient => {
    if (client === undefined) throw new Error('The target is open only while cases run.');
    return client;
  };
  const database = (): Db => opened().db(`conformance_${name}`);
  beforeAll(async () => {
    const server = await openServer();
    close = server.close;
    url = server.url;
    client = await new MongoClient(url).connect();
    await client.db(`conformance_${name}`).dropDatabase();
  });
  afterAll(async () => {
    await client?.db(`conformance_${name}`).dropDatabase();
    await client?.close();
    await close();
  });
  return {
    get client() {
      return opened();
    },
    get url() {
      return url;
    },
    get db() {
      return database();
    },
    collection: async (documents = []) => {
      made += 1;
      const collection = database().collection(`c${made}`);
      if (documents.length > 0) await collection.insertMany(documents.map((document) => ({ ...document })));
      return collection;
    },
  };
};

/** Reads and writes exact types: nothing is promoted to a JavaScript number. */
export const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/** Canonical extended JSON: tells the int 1 from the double 1, and keeps the order of fields. */
export const canonical = (value: unknown): string => {
  const read = BSON.deserialize(BSON.serialize({ value }, { ignoreUndefined: false }), exact);
  return BSON.EJSON.stringify(read['value'], { relaxed: false });
};

/** Equal values, types and order of fields. */
export const expectSame = (actual: unknown, expected: unknown): void =>
  expect(JSON.parse(canonical(actual))).toEqual(JSON.parse(canonical(expected)));

/** Also the order of fields within documents. */
export const expectIdentical = (actual: unknown, expected: unknown): void => expect(canonical(actual)).toBe(canonical(expected));

/** The refusal's code; fails when nothing is refused. */
export const codeOf = async (work: Promise<unknown>): Promise<number> => {
  try {
    const result = await work;
    throw new Error(`Expected a refusal, but got ${JSON.stringify(result)}`);
  } catch (error) {
    // Read without promotion, the code is an Int32.
    if (error instanceof MongoServerError) return Number(error.code);
    throw error;
  }
};

/** Rows of a table whose first column is the case's name. */
export const cases = <Row extends readonly [string, ...unknown[]]>(rows: readonly Row[], run: (row: Row) => Promise<void>): void => {
  for (const row of rows) it(row[0], () => run(row));
};
