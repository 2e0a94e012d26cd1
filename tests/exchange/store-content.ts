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

/** In which pieces it was told who takes part in encounters differs from run to run; the members that follow do not. */
const piecemeal = new Set(['encounters.care_team_outbox', 'identity.care_team_reports', 'identity.care_team_members_versions']);
const ofPieces = new Set([...moments, 'version', 'hash', 'hashes']);

/**
 * Every document of every collection, as a digest for each collection: number and content, without the moments of writing. Behind what encounters has
 * to tell of care teams.
 */
export async function contentOf(data: string): Promise<Record<string, string>> {
  return withStore(data, async (client) => {
    await untilTold(client);
    const content: Record<string, string> = {};
    for (const database of databases) {
      const collections = await client.db(database).listCollections({}, { nameOnly: true }).toArray();
      for (const { name } of collections) {
        if (piecemeal.has(`${database}.${name}`)) continue;
        const documents = await client.db(database).collection<Stored>(name).find().sort({ _id: 1 }).toArray();
        content[`${database}.${name}`] = `${documents.length} ${digest(documents)}`;
      }
    }
    return Object.fromEntries(Object.entries(content).sort());
  });
}

export async function recordsIn(data: string, database: string, collection: string, filter: object): Promise<Record<string, unknown>[]> {
  return withStore(data, async (client) => {
    await untilTold(client);
    return client.db(database).collection(collection).find(filter).toArray();
  });
}

async function withStore<Result>(data: string, work: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = await MongoClient.connect((await runtimeOf(data)).storeUrl);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const digest = (documents: readonly Stored[]): string => createHash('sha256').update(documents.map(contentIn).join('\n')).digest('hex');

interface Stored {
  readonly sourceKey?: string;
  readonly source?: { readonly system?: string };
}

const contentIn = (document: Stored): string => {
  const isReported = document.source?.system === 'encounters' || document.sourceKey?.includes('"encounters"') === true;
  const left = isReported ? ofPieces : moments;
  return JSON.stringify(document, (key, value: unknown) => (left.has(key) ? undefined : value));
};

/** Until encounters told identity everything that it wrote. */
async function untilTold(client: MongoClient): Promise<void> {
  const outbox = client.db('encounters').collection('care_team_outbox');
  const changes = outbox.watch();
  await changes.tryNext(); // From here on nothing is missed.
  while ((await outbox.countDocuments({ refusedAt: { $exists: false } })) > 0) await changes.next();
  await changes.close();
}

/** The process of the store that serves a data folder. */
export const storeProcess = async (data: string): Promise<number> => processOf('store', (await runtimeOf(data)).pid);
