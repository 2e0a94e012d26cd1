import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { processOf } from '../faults/process-of.ts';

interface Runtime {
  readonly pid: number;
  readonly storeUrl: string;
}

/** Where the graph of a data folder runs. */
export const runtimeOf = async (data: string): Promise<Runtime> =>
  JSON.parse(await readFile(join(data, 'runtime.json'), 'utf8')) as Runtime;

const databases = ['patients', 'encounters', 'pharmacy', 'identity', 'health-book'];

/** What tells when something was written, not what. */
const moments = new Set(['recordedAt', 'replacedAt', 'arrival']);

/** What waits to be told: how much of it is left is a matter of time. */
const queues = new Set(['care_team_outbox']);

/** Every document of every collection, as a digest for each collection: number and content, without the moments of writing. */
export async function contentOf(data: string): Promise<Record<string, string>> {
  return withStore(data, async (client) => {
    const content: Record<string, string> = {};
    for (const database of databases) {
      const collections = await client.db(database).listCollections({}, { nameOnly: true }).toArray();
      for (const { name } of collections.filter((collection) => !queues.has(collection.name))) {
        const documents = await client.db(database).collection(name).find().sort({ _id: 1 }).toArray();
        content[`${database}.${name}`] = `${documents.length} ${digest(documents)}`;
      }
    }
    return Object.fromEntries(Object.entries(content).sort());
  });
}

export async function recordsIn(data: string, database: string, collection: string, filter: object): Promise<Record<string, unknown>[]> {
  return withStore(data, (client) => client.db(database).collection(collection).find(filter).toArray());
}

async function withStore<Result>(data: string, work: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = await MongoClient.connect((await runtimeOf(data)).storeUrl);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** How often a membership of a care team was told of, and in which company, follows from how reports happened to be sent together. */
const ofSending = new Set([...moments, 'version', 'hashes', 'hash']);

const digest = (documents: readonly unknown[]): string =>
  createHash('sha256').update(documents.map(withoutMoments).join('\n')).digest('hex');

const withoutMoments = (document: unknown): string => {
  const isReported = (document as { readonly source?: { readonly system?: string } }).source?.system === 'encounters';
  const left = isReported ? ofSending : moments;
  return JSON.stringify(document, (key, value: unknown) => (left.has(key) ? undefined : value));
};

/** The process of the store that serves a data folder. */
export const storeProcess = async (data: string): Promise<number> => processOf('store', (await runtimeOf(data)).pid);
