import { describe, expect, it } from '@jest/globals';
import { type ClientSession, type Collection, type Document, Long, MongoServerError } from 'mongodb';
import { cases, codeOf, useTarget } from './target.ts';

const target = useTarget('sessions');

const withSession = async <T>(work: (session: ClientSession) => Promise<T>): Promise<T> => {
  const session = target.client.startSession();
  try {
    return await work(session);
  } finally {
    await session.endSession();
  }
};

const labels = (error: unknown): readonly string[] => (error instanceof MongoServerError ? [...error.errorLabels] : []);

const failureOf = async (work: Promise<unknown>): Promise<MongoServerError> => {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof MongoServerError) return failure;
  throw new Error(`Expected a server error, got ${String(failure)}`);
};

// https://www.mongodb.com/docs/manual/core/transactions/
describe('transactions', () => {
  const accounts = [
    { _id: 1, balance: 10 },
    { _id: 2, balance: 0 },
  ];
  const pay = async (collection: Collection, session: ClientSession): Promise<void> => {
    await collection.updateOne({ _id: 1 as never }, { $inc: { balance: -4 } }, { session });
    await collection.updateOne({ _id: 2 as never }, { $inc: { balance: 4 } }, { session });
  };
  const balances = async (collection: Collection, session?: ClientSession): Promise<unknown[]> =>
    (
      await collection
        .find({}, session === undefined ? {} : { session })
        .sort({ _id: 1 })
        .toArray()
    ).map((document) => document['balance'] as unknown);

  it('are seen by nobody until they are committed', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      await pay(collection, session);

      expect(await balances(collection, session)).toEqual([6, 4]);
      expect(await balances(collection)).toEqual([10, 0]);

      await session.commitTransaction();
      expect(await balances(collection)).toEqual([6, 4]);
    }));

  it('leave nothing behind when aborted', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      await pay(collection, session);
      await session.abortTransaction();

      expect(await balances(collection)).toEqual([10, 0]);
    }));

  it('read one snapshot', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      expect(await balances(collection, session)).toEqual([10, 0]);
      await collection.updateOne({ _id: 1 as never }, { $set: { balance: 99 } });

      expect(await balances(collection, session)).toEqual([10, 0]);
      await session.commitTransaction();
      expect(await balances(collection)).toEqual([99, 0]);
    }));

  it('fail on a document that another changed since, and may be tried again', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      await balances(collection, session);
      await collection.updateOne({ _id: 1 as never }, { $set: { balance: 99 } });
      const failure = await failureOf(collection.updateOne({ _id: 1 as never }, { $inc: { balance: 1 } }, { session }));

      expect(failure.code).toBe(112);
      expect(labels(failure)).toContain('TransientTransactionError');
      await session.abortTransaction();
    }));

  it('fail on a document that an open transaction has changed', () =>
    withSession((first) =>
      withSession(async (second) => {
        const collection = await target.collection(accounts);
        first.startTransaction();
        second.startTransaction();
        await collection.updateOne({ _id: 1 as never }, { $inc: { balance: 1 } }, { session: first });
        const failure = await failureOf(collection.updateOne({ _id: 1 as never }, { $inc: { balance: 1 } }, { session: second }));

        expect(failure.code).toBe(112);
        expect(labels(failure)).toContain('TransientTransactionError');
        await second.abortTransaction();
        await first.commitTransaction();
        expect(await balances(collection)).toEqual([11, 0]);
      }),
    ));

  it('are retried by withTransaction until they hold', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      let attempts = 0;
      await session.withTransaction(async () => {
        attempts += 1;
        await balances(collection, session);
        if (attempts === 1) await collection.updateOne({ _id: 1 as never }, { $inc: { balance: 100 } });
        await collection.updateOne({ _id: 1 as never }, { $inc: { balance: 1 } }, { session });
      });

      expect(attempts).toBe(2);
      expect(await balances(collection)).toEqual([111, 0]);
    }));

  it('see their own writes in counts, pipelines and findAndModify', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      await collection.insertOne({ _id: 3 as never, balance: 5 }, { session });

      expect(await collection.countDocuments({}, { session })).toBe(3);
      expect(await collection.aggregate([{ $group: { _id: null, sum: { $sum: '$balance' } } }], { session }).toArray()).toEqual([
        { _id: null, sum: 15 },
      ]);
      expect(await collection.findOneAndDelete({ _id: 3 as never }, { session })).toEqual({ _id: 3, balance: 5 });
      expect(await collection.distinct('balance', {}, { session })).toEqual([0, 10]);
      await session.commitTransaction();
      expect(await collection.countDocuments()).toBe(2);
    }));

  it('hold unique keys against each other', () =>
    withSession(async (session) => {
      const collection = await target.collection([{ _id: 1, k: 'a' }]);
      await collection.createIndex({ k: 1 }, { unique: true });
      session.startTransaction();
      expect(await codeOf(collection.insertOne({ k: 'a' }, { session }))).toBe(11000);
      await session.abortTransaction();
    }));

  it('span collections and databases', () =>
    withSession(async (session) => {
      const [one, two] = [await target.collection(accounts), await target.collection([{ _id: 1 }])];
      await session.withTransaction(async () => {
        await one.deleteMany({}, { session });
        await two.insertOne({ _id: 2 as never }, { session });
      });

      expect([await one.countDocuments(), await two.countDocuments()]).toEqual([0, 2]);
    }));

  it('may make a collection', () =>
    withSession(async (session) => {
      const collection = await target.collection();
      await session.withTransaction(() => collection.insertOne({ _id: 1 as never }, { session }));

      expect(await collection.countDocuments()).toBe(1);
    }));

  it('read on in a cursor they opened', () =>
    withSession(async (session) => {
      const collection = await target.collection(Array.from({ length: 25 }, (_, index) => ({ _id: index })));
      session.startTransaction();
      const cursor = collection.find({}, { session, batchSize: 10 });
      await cursor.next();
      await collection.deleteMany({});

      expect(await cursor.toArray()).toHaveLength(24);
      await session.commitTransaction();
    }));

  it('that wrote nothing commit too, and commit twice', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      await balances(collection, session);
      await session.commitTransaction();
      await session.commitTransaction();

      expect(await balances(collection)).toEqual([10, 0]);
    }));

  it('that the server has ended take no further statement', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();
      await collection.findOne({}, { session });
      await target.client.db('admin').command({ abortTransaction: 1 }, { session });
      const failure = await failureOf(collection.findOne({}, { session }));

      expect(failure.code).toBe(251);
      expect(labels(failure)).toContain('TransientTransactionError');
      await session.abortTransaction();
    }));

  it('build no index over documents', () =>
    withSession(async (session) => {
      const collection = await target.collection(accounts);
      session.startTransaction();

      expect(
        await codeOf(
          target.db.command({ createIndexes: collection.collectionName, indexes: [{ key: { z: 1 }, name: 'z_1' }] }, { session }),
        ),
      ).toBe(263);
      await session.abortTransaction();
    }));
});

// https://www.mongodb.com/docs/manual/core/retryable-writes/
describe('retryable writes', () => {
  /** Sends a statement twice under one number, as a driver does that lost the first answer. */
  const retried = (command: (collection: Collection) => Document): Promise<readonly [Document, Document, number, unknown]> =>
    withSession(async (session) => {
      const collection = await target.collection([{ _id: 1, n: 0 }]);
      session.serverSession.txnNumber += 1;
      const statement = { ...command(collection), txnNumber: Long.fromNumber(session.serverSession.txnNumber) };
      const first = await target.db.command({ ...statement }, { session });
      const second = await target.db.command({ ...statement }, { session });
      return [first, second, await collection.countDocuments(), (await collection.findOne({ _id: 1 as never }))?.['n'] as unknown];
    });

  cases(
    [
      ['an insert sent twice is done once', (c: Collection) => ({ insert: c.collectionName, documents: [{ _id: 2 }] }), 2, 0],
      [
        'an update sent twice is done once',
        (c: Collection) => ({ update: c.collectionName, updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] }),
        1,
        1,
      ],
      [
        'a findAndModify sent twice is done once',
        (c: Collection) => ({ findAndModify: c.collectionName, query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true }),
        1,
        1,
      ],
      [
        'a delete sent twice is done once',
        (c: Collection) => ({ delete: c.collectionName, deletes: [{ q: { n: 0 }, limit: 1 }] }),
        0,
        undefined,
      ],
    ] as const,
    async ([, command, count, n]) => {
      const [first, second, counted, value] = await retried(command);
      expect(second['n']).toEqual(first['n']);
      expect(second['value']).toEqual(first['value']);
      expect([counted, value]).toEqual([count, n]);
    },
  );
  it('an older number is refused', () =>
    withSession(async (session) => {
      const collection = await target.collection();
      const insert = (number: number): Promise<Document> =>
        target.db.command(
          { insert: collection.collectionName, documents: [{ _id: number }], txnNumber: Long.fromNumber(number) },
          { session },
        );
      session.serverSession.txnNumber += 1;
      const older = session.serverSession.txnNumber;
      session.serverSession.txnNumber += 1;
      await insert(session.serverSession.txnNumber);

      expect(await codeOf(insert(older))).toBe(225);
    }));
});

// https://www.mongodb.com/docs/manual/reference/server-sessions/
describe('sessions', () => {
  it('give causally consistent times', () =>
    withSession(async (session) => {
      const collection = await target.collection();
      await collection.insertOne({ _id: 1 as never }, { session });

      expect(session.operationTime).toBeDefined();
      expect(await collection.findOne({}, { session })).toEqual({ _id: 1 });
    }));
  it('read snapshots', async () => {
    const collection = await target.collection([{ _id: 1 }]);
    const session = target.client.startSession({ snapshot: true });
    expect(await collection.find({}, { session }).toArray()).toHaveLength(1);
    await collection.insertOne({ _id: 2 as never });

    expect(await collection.find({}, { session }).toArray()).toHaveLength(1);
    await session.endSession();
  });
});

// https://www.mongodb.com/docs/manual/reference/command/getMore/
describe('cursors', () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({ _id: index }));
  it('give the rest in batches', async () => {
    const collection = await target.collection(rows);
    const first = await target.db.command({ find: collection.collectionName, batchSize: 50, sort: { _id: 1 } });
    expect(first['cursor']['firstBatch']).toHaveLength(50);
    const second = await target.db.command({ getMore: first['cursor']['id'], collection: collection.collectionName, batchSize: 50 });
    expect(second['cursor']['nextBatch']).toHaveLength(50);
    const third = await target.db.command({ getMore: first['cursor']['id'], collection: collection.collectionName });

    expect(third['cursor']['nextBatch']).toHaveLength(20);
    expect(Number(third['cursor']['id'])).toBe(0);
  });
  it('hold 101 documents in the first batch', async () => {
    const collection = await target.collection(rows);
    expect((await target.db.command({ find: collection.collectionName }))['cursor']['firstBatch']).toHaveLength(101);
  });
  it('open empty with a batch of zero', async () => {
    const collection = await target.collection(rows);
    const { cursor } = await target.db.command({ find: collection.collectionName, batchSize: 0 });
    expect(cursor.firstBatch).toEqual([]);
    expect(Number(cursor.id)).not.toBe(0);
  });
  it('end when they are killed', async () => {
    const collection = await target.collection(rows);
    const { cursor } = await target.db.command({ find: collection.collectionName, batchSize: 1 });
    expect((await target.db.command({ killCursors: collection.collectionName, cursors: [cursor.id] }))['cursorsKilled']).toEqual([
      cursor.id,
    ]);

    expect(await codeOf(target.db.command({ getMore: cursor.id, collection: collection.collectionName }))).toBe(43);
  });
  it('of another collection are refused', async () => {
    const collection = await target.collection(rows);
    const { cursor } = await target.db.command({ find: collection.collectionName, batchSize: 1 });
    expect(await codeOf(target.db.command({ getMore: cursor.id, collection: 'other' }))).toBe(13);
  });
  it('that are not there are refused', async () => {
    expect(await codeOf(target.db.command({ getMore: Long.fromNumber(12345), collection: 'x' }))).toBe(43);
  });
  it('read on while documents are deleted', async () => {
    const collection = await target.collection(rows);
    const cursor = collection.find({}, { batchSize: 10 }).sort({ _id: 1 });
    await cursor.next();
    await collection.deleteMany({ _id: { $gt: 60 as never } });

    expect((await cursor.toArray()).length).toBeGreaterThanOrEqual(60);
  });
});
