import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  type ClientSession,
  type Collection,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  type MongoServerError,
  ObjectId,
} from 'mongodb';
import { useTarget } from './target.ts';

const target = useTarget('properties');

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
/** The full figures take about a minute; a loaded machine takes longer. */
jest.setTimeout(isFull ? 300_000 : 60_000);

const runs = (full: number): { readonly numRuns: number } => ({ numRuns: isFull ? full : Math.ceil(full / 10) });

interface Row {
  readonly _id: number;
  readonly n?: number | undefined;
  readonly tags?: readonly number[] | undefined;
}

/** One write, as the server does it and as a plain map does it. */
interface Operation {
  readonly name: string;
  readonly run: (collection: Collection<Row & Document>) => Promise<unknown>;
  readonly model: (rows: Map<number, Row>) => void;
}

const id = fc.integer({ min: 0, max: 6 });
const small = fc.integer({ min: -5, max: 5 });

const change = (rows: Map<number, Row>, key: number, next: (row: Row) => Row): void => {
  const row = rows.get(key);
  if (row !== undefined) rows.set(key, next(row));
};

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ key: id, n: small }).map(
    ({ key, n }): Operation => ({
      name: `insert ${key}`,
      run: (c) => c.insertOne({ _id: key, n }).catch((error: MongoServerError) => expect(error.code).toBe(11000)),
      model: (rows) => void (rows.has(key) || rows.set(key, { _id: key, n })),
    }),
  ),
  fc.record({ key: id, n: small, isUpsert: fc.boolean() }).map(
    ({ key, n, isUpsert }): Operation => ({
      name: `set ${key}`,
      run: (c) => c.updateOne({ _id: key }, { $set: { n } }, { upsert: isUpsert }),
      model: (rows) => (isUpsert && !rows.has(key) ? void rows.set(key, { _id: key, n }) : change(rows, key, (row) => ({ ...row, n }))),
    }),
  ),
  fc.record({ least: small, by: small }).map(
    ({ least, by }): Operation => ({
      name: `inc many from ${least}`,
      run: (c) => c.updateMany({ n: { $gte: least } }, { $inc: { n: by } }),
      model: (rows) => {
        for (const [key, row] of rows) if (row.n !== undefined && row.n >= least) rows.set(key, { ...row, n: row.n + by });
      },
    }),
  ),
  fc.record({ key: id, tag: small }).map(
    ({ key, tag }): Operation => ({
      name: `push ${key}`,
      run: (c) => c.updateOne({ _id: key }, { $push: { tags: tag } as never }),
      model: (rows) => change(rows, key, (row) => ({ ...row, tags: [...(row.tags ?? []), tag] })),
    }),
  ),
  fc.record({ key: id, tag: small }).map(
    ({ key, tag }): Operation => ({
      name: `pull ${key}`,
      run: (c) => c.updateOne({ _id: key }, { $pull: { tags: { $lt: tag } } as never }),
      model: (rows) =>
        change(rows, key, (row) => (row.tags === undefined ? row : { ...row, tags: row.tags.filter((value) => value >= tag) })),
    }),
  ),
  fc.record({ key: id }).map(
    ({ key }): Operation => ({
      name: `unset ${key}`,
      run: (c) => c.findOneAndUpdate({ _id: key }, { $unset: { n: '' } }),
      model: (rows) => change(rows, key, ({ n: _, ...row }) => row),
    }),
  ),
  fc.record({ key: id, n: small }).map(
    ({ key, n }): Operation => ({
      name: `replace ${key}`,
      run: (c) => c.replaceOne({ _id: key }, { n } as never),
      model: (rows) => change(rows, key, () => ({ _id: key, n })),
    }),
  ),
  fc.record({ tag: small }).map(
    ({ tag }): Operation => ({
      name: `delete tagged ${tag}`,
      run: (c) => c.deleteMany({ tags: tag } as never),
      model: (rows) => {
        for (const [key, row] of rows) if (row.tags?.includes(tag)) rows.delete(key);
      },
    }),
  ),
  fc.record({ key: id }).map(
    ({ key }): Operation => ({
      name: `delete ${key}`,
      run: (c) => c.findOneAndDelete({ _id: key }),
      model: (rows) => void rows.delete(key),
    }),
  ),
);

describe('random writes', () => {
  it('leave what a plain map would hold, through indexes too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 30 }), async (operations) => {
        const collection = (await target.collection()) as unknown as Collection<Row & Document>;
        await collection.createIndexes([{ key: { n: 1 } }, { key: { tags: -1, n: 1 } }]);
        const rows = new Map<number, Row>();
        for (const { run, model } of operations) {
          await run(collection);
          model(rows);
        }

        const expected = [...rows.values()].sort((a, b) => a._id - b._id);
        expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(expected);
        expect(await collection.find().hint({ n: 1 }).toArray()).toHaveLength(expected.length);
        for (const n of [-1, 0, 2]) expect(await collection.countDocuments({ n })).toBe(expected.filter((row) => row.n === n).length);
      }),
      runs(200),
    );
  });
});

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  fc.constantFrom<unknown>(null, true, false, '', 'a', 'ab', 'b', new Date(0), new Date(5), new ObjectId('00'.repeat(12)), /^a/),
  fc.constantFrom<unknown>(
    Long.fromNumber(2),
    new Double(2),
    Decimal128.fromString('2.0'),
    new Double(Number.NaN),
    Long.MAX_VALUE,
    new Double(2 ** 63),
    Number.NEGATIVE_INFINITY,
  ),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ b: scalar, c: scalar }, { requiredKeys: [] }),
  fc.array(fc.record({ b: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }), { maxLength: 3 }),
  fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }),
);
const stored = fc.record({ a: value, d: scalar }, { requiredKeys: [] });

const notRegex = value.filter((candidate) => !(candidate instanceof RegExp));
const condition: fc.Arbitrary<unknown> = fc.oneof(
  value,
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq', '$ne'), notRegex).map(([name, operand]) => ({ [name]: operand })),
  fc.tuple(notRegex, notRegex).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.array(scalar, { maxLength: 3 }).map((list) => ({ $nin: list })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  fc.constantFrom<unknown>({ $type: 'array' }, { $type: 'number' }, { $size: 1 }, { $regex: '^a' }, { $not: { $gt: 1 } }),
  scalar.filter((candidate) => !(candidate instanceof RegExp)).map((operand) => ({ $elemMatch: { $gte: operand } })),
);
const path = fc.constantFrom('a', 'a.b', 'd', 'a.0');
const clause: fc.Arbitrary<Document> = fc.tuple(path, condition).map(([name, test]) => ({ [name]: test }));
const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 3, arbitrary: clause },
  fc.tuple(clause, clause).map(([left, right]) => ({ $and: [left, right] })),
  fc.tuple(clause, clause).map(([left, right]) => ({ $or: [left, right] })),
);

const keys: readonly Document[] = [{ a: 1 }, { 'a.b': 1 }, { d: -1 }, { a: 1, d: 1 }, { d: 1, 'a.b': -1 }];

describe('random queries', () => {
  it('give the same rows with and without each index', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stored, { minLength: 1, maxLength: 25 }),
        fc.array(filter, { minLength: 1, maxLength: 12 }),
        async (documents, filters) => {
          const collection = await target.collection(documents.map((document, index) => ({ _id: index, ...document })));
          await collection.createIndexes(keys.map((key) => ({ key: key as Record<string, 1 | -1> })));
          for (const query of filters) {
            const ids = async (hint: Document): Promise<unknown[]> =>
              (await collection.find(query, { hint: hint as never }).toArray()).map(({ _id }) => Number(_id)).sort((a, b) => a - b);
            const scanned = await ids({ $natural: 1 });
            for (const key of keys) expect([query, key, await ids(key)]).toEqual([query, key, scanned]);
            expect(await collection.countDocuments(query)).toBe(scanned.length);
          }
        },
      ),
      runs(150),
    );
  });

  it('come in the same order with and without an index', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stored, { minLength: 1, maxLength: 25 }), fc.constantFrom(1, -1), async (documents, direction) => {
        const collection = await target.collection(documents.map((document, index) => ({ _id: index, ...document })));
        await collection.createIndex({ d: 1, _id: 1 });
        // Equal values of different types are in no order of their own: the _id decides.
        const sorted = async (hint: Document): Promise<unknown[]> => {
          const rows = await collection
            .find({}, { hint: hint as never })
            .sort({ d: direction, _id: direction } as never)
            .toArray();
          return rows.map(({ _id }) => _id as unknown);
        };

        expect(await sorted({ d: 1, _id: 1 })).toEqual(await sorted({ $natural: 1 }));
      }),
      runs(100),
    );
  });
});

type Step = readonly [transaction: number, account: number];

interface Running {
  readonly session: ClientSession;
  readonly seen: { readonly account: number; readonly balance: number }[];
  state: 'open' | 'failed' | 'committed';
}

const ACCOUNTS = 4;

/** Reads an account within the transaction and writes back what it read, plus one. */
const step = async (collection: Collection, running: Running, account: number): Promise<void> => {
  if (running.state !== 'open') return;
  const { session, seen } = running;
  try {
    const found = await collection.findOne({ _id: account as never }, { session });
    const balance = found?.['balance'] as number;
    await collection.updateOne({ _id: account as never }, { $set: { balance: balance * 2 + 1 } }, { session });
    seen.push({ account, balance });
  } catch (error) {
    expect((error as MongoServerError).errorLabels).toContain('TransientTransactionError');
    running.state = 'failed';
    await session.abortTransaction();
  }
};

describe('random transactions', () => {
  it('are serialisable in the order of their commits, or fail with the label to try again', async () => {
    const schedule: fc.Arbitrary<Step[]> = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: ACCOUNTS - 1 })), {
      minLength: 3,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const collection = await target.collection(
          Array.from({ length: ACCOUNTS }, (_, index) => ({ _id: index, balance: new Int32(index) })),
        );
        const running: Running[] = [0, 1, 2].map(() => ({ session: target.client.startSession(), seen: [], state: 'open' }));
        for (const { session } of running) session.startTransaction();
        const last = new Map(steps.map(([transaction], place) => [transaction, place]));
        const model = Array.from({ length: ACCOUNTS }, (_, index) => index);
        for (const [place, [transaction, account]] of steps.entries()) {
          const current = running[transaction] as Running;
          await step(collection, current, account);
          if (last.get(transaction) !== place || current.state !== 'open') continue;
          await current.session.commitTransaction();
          current.state = 'committed';
          for (const { account: read, balance } of current.seen) {
            expect(balance).toBe(model[read]);
            model[read] = balance * 2 + 1;
          }
        }
        await Promise.all(running.map(({ session }) => session.endSession()));

        expect((await collection.find().sort({ _id: 1 }).toArray()).map(({ balance }) => balance as unknown)).toEqual(model);
      }),
      runs(200),
    );
  });
});
