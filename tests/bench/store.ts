import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Collection, MongoClient } from 'mongodb';
import mongoose from 'mongoose';
import { openPlainStore, type PlainStore } from './store-plain.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const sizes = isFull ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000];
const batchSize = 1000;

interface Row {
  readonly _id: number;
  readonly k: number;
  readonly name: string;
  readonly group: number;
  readonly text: string;
}

/** A prime, so that neighbouring documents are far apart in the index. */
const stride = 7919;
const rowOf = (index: number, size: number): Row => ({
  _id: index,
  k: (index * stride) % size,
  name: `name ${index}`,
  group: index % 100,
  text: 'x'.repeat(120),
});

interface StoreProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly readyMs: number;
}

const main = fileURLToPath(new URL('./main.ts', import.meta.resolve('@health-graph/embedded-mongo')));

const startStore = async (folder: string): Promise<StoreProcess> => {
  const started = performance.now();
  const child = spawn(process.execPath, [main, '--folder', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const url = /ready (\S+)/.exec(line.toString())?.[1] ?? '';
  return { child, url, readyMs: performance.now() - started };
};

const stopStore = async ({ child }: StoreProcess): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};

interface Timing {
  readonly p50: number;
  readonly p95: number;
}

const timingOf = (times: number[]): Timing => {
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length * 0.5)] ?? 0, p95: times[Math.floor(times.length * 0.95)] ?? 0 };
};

const measure = async (rounds: number, run: (round: number) => Promise<unknown>): Promise<Timing> => {
  for (let round = 0; round < Math.ceil(rounds / 5); round += 1) await run(round);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await run(round);
    times.push(performance.now() - started);
  }
  return timingOf(times);
};

const show = ({ p50, p95 }: Timing): string => `${p50.toFixed(2)} / ${p95.toFixed(2)}`;

const fill = async (collection: Collection<Row>, size: number): Promise<number> => {
  await collection.createIndex({ k: 1 });
  const started = performance.now();
  for (let from = 0; from < size; from += batchSize) {
    await collection.insertMany(Array.from({ length: Math.min(batchSize, size - from) }, (_unused, offset) => rowOf(from + offset, size)));
  }
  return (size / (performance.now() - started)) * 1000;
};

/** Reads and writes of one size, each beside plain LMDB doing the same work. */
const benchSize = async (url: string, size: number, plain: PlainStore): Promise<void> => {
  const client = new MongoClient(url);
  const collection = client.db('bench').collection<Row>(`rows${size}`);
  const insertRate = await fill(collection, size);
  const plainRate = plain.fill(size, batchSize, (index) => rowOf(index, size));
  const key = (round: number): number => (round * 104_729) % size;
  const findOne = await measure(1000, (round) => collection.findOne({ k: key(round) }));
  const plainFind = plain.measureFind(1000, size, key);
  const page = await measure(500, (round) =>
    collection
      .find({ k: { $gte: key(round) } })
      .sort({ k: 1 })
      .limit(20)
      .toArray(),
  );
  const update = await measure(200, (round) => collection.updateOne({ _id: key(round) }, { $set: { name: `changed ${round}` } }));
  const sum = await measure(50, (round) => {
    const from = key(round) % Math.max(1, size - 1000);
    return collection
      .aggregate([{ $match: { k: { $gte: from, $lt: from + 1000 } } }, { $group: { _id: '$group', n: { $sum: 1 } } }])
      .toArray();
  });
  const scan = await measure(3, () => collection.findOne({ text: 'nowhere' }));
  console.log(
    `| ${size.toLocaleString('en')} | ${insertRate.toFixed(0)} (${plainRate.toFixed(0)}) | ${show(findOne)} (${(plainFind * 1000).toFixed(0)} µs) | ` +
      `${show(page)} | ${show(update)} | ${show(sum)} | ${scan.p50.toFixed(1)} |`,
  );
  await client.close();
};

/** What mongoose, the protocol and the store add to an empty round trip. */
const benchRoundTrip = async (url: string): Promise<void> => {
  const client = new MongoClient(url);
  const connection = await mongoose.createConnection(url, { dbName: 'bench' }).asPromise();
  const schema = new mongoose.Schema({ _id: Number, k: { type: Number, index: true }, name: String, group: Number, text: String });
  const model = connection.model('Row', schema, 'rows10000');
  const admin = client.db('admin');
  const pings: number[] = [];
  const finds: number[] = [];
  // In turns, so that both meet the same machine; the first thousand warm up.
  for (let round = 0; round < 5000; round += 1) {
    const started = performance.now();
    await admin.command({ ping: 1 });
    const between = performance.now();
    await model.findOne({ k: (round * 104_729) % 10_000 }).lean();
    if (round < 1000) continue;
    pings.push(between - started);
    finds.push(performance.now() - between);
  }
  const [ping, found] = [timingOf(pings), timingOf(finds)];
  console.log(`\nping ${show(ping)} ms, findOne through mongoose ${show(found)} ms: ${(found.p50 / ping.p50).toFixed(2)} times`);
  await connection.close();
  await client.close();
};

/** Batches from several clients at once, all acknowledged after the sync. */
const benchBatches = async (url: string): Promise<void> => {
  const client = new MongoClient(url);
  const collection = client.db('bench').collection('batches');
  const count = 100_000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 4 }, async (_unused, writer) => {
      for (let from = 0; from < count / 4; from += batchSize) {
        await collection.insertMany(
          Array.from({ length: batchSize }, (_row, offset) => ({ writer, number: from + offset, text: 'x'.repeat(100) })),
        );
      }
    }),
  );
  console.log(
    `durable inserts in batches of ${batchSize} from 4 clients: ${((count / (performance.now() - started)) * 1000).toFixed(0)} documents/s`,
  );
  await client.close();
};

const memoryOf = (pid: number): string => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): string => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024).toFixed(0);
  return `${megabytes('RssAnon')} MB own memory, ${megabytes('RssFile')} MB of mapped files`;
};

/** A store of a gigabyte: how long it takes to start, and what it holds while all of it is read. */
const benchGigabyte = async (folder: string): Promise<void> => {
  let store = await startStore(folder);
  const client = new MongoClient(store.url);
  const rows = client.db('bench').collection('gigabyte');
  const text = 'x'.repeat(1000);
  for (let from = 0; from < 800_000; from += 2000)
    await rows.insertMany(Array.from({ length: 2000 }, (_unused, offset) => ({ number: from + offset, text })));
  await client.close();
  await stopStore(store);
  store = await startStore(folder);
  console.log(`\n${(statSync(join(folder, 'data.mdb')).size / 1e9).toFixed(2)} GB: ready after ${store.readyMs.toFixed(0)} ms`);
  const reader = new MongoClient(store.url);
  let read = 0;
  const started = performance.now();
  for await (const _row of reader.db('bench').collection('gigabyte').find({}, { raw: true, batchSize: 1000 })) read += 1;
  const seconds = (performance.now() - started) / 1000;
  console.log(`${read} documents read in ${seconds.toFixed(1)} s; afterwards the store has ${memoryOf(store.child.pid ?? 0)}`);
  await reader.close();
  await stopStore(store);
};

/** The store alone, in a process of its own, through the driver and mongoose. The largest sizes run with HEALTH_GRAPH_TESTS=full. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'store-bench-'));
  const store = await startStore(join(folder, 'store'));
  const plain = openPlainStore(join(folder, 'plain'));
  try {
    console.log('times in ms, p50 / p95; in brackets plain LMDB doing the same work in process\n');
    console.log(
      '| documents | durable inserts/s | indexed findOne | page of 20 by range | durable update | sum over 1000 by index | full scan |',
    );
    console.log('|--:|--:|--:|--:|--:|--:|--:|');
    for (const size of sizes) await benchSize(store.url, size, plain);
    await benchRoundTrip(store.url);
    await benchBatches(store.url);
    console.log(`at rest the store has ${memoryOf(store.child.pid ?? 0)}`);
    if (isFull) await benchGigabyte(join(folder, 'gigabyte'));
  } finally {
    await plain.close();
    await stopStore(store);
    rmSync(folder, { recursive: true, force: true });
  }
}
