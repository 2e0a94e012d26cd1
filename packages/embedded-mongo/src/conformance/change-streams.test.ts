import { describe, expect, it } from '@jest/globals';
import type { ChangeStream, ChangeStreamDocument, Collection, Document } from 'mongodb';
import { codeOf, useTarget } from './target.ts';

const target = useTarget('changes');

/** How long the server holds an empty answer back: the first one only says that the stream is open. */
const soon = { maxAwaitTimeMS: 50 };

/** Opens a stream, waits until the server holds it, works, and gives the events that followed. */
const watched = async (stream: ChangeStream, work: () => Promise<unknown>, count: number): Promise<ChangeStreamDocument[]> => {
  try {
    const first = (await stream.tryNext()) as ChangeStreamDocument | null;
    await work();
    const events: ChangeStreamDocument[] = first === null ? [] : [first];
    while (events.length < count) events.push(await stream.next());
    return events;
  } finally {
    await stream.close();
  }
};

const kinds = (events: readonly ChangeStreamDocument[]): string[] => events.map(({ operationType }) => operationType);

// https://www.mongodb.com/docs/manual/changeStreams/
// https://www.mongodb.com/docs/manual/reference/change-events/
describe('change streams', () => {
  const made = (): Promise<Collection> => target.collection([{ _id: 0, old: true }]);

  it('tell of inserts with the whole document', async () => {
    const collection = await made();
    const [event] = await watched(collection.watch([], soon), () => collection.insertOne({ _id: 1 as never, a: 1 }), 1);

    expect(event).toMatchObject({
      operationType: 'insert',
      documentKey: { _id: 1 },
      fullDocument: { _id: 1, a: 1 },
      ns: { db: 'conformance_changes', coll: collection.collectionName },
    });
    expect(event).toHaveProperty('clusterTime');
    expect(event?._id).toHaveProperty('_data');
  });

  it('tell of updates by what changed', async () => {
    const collection = await target.collection([{ _id: 1, a: 1, b: { c: 1 }, l: [1, 2, 3] }]);
    const [event] = await watched(
      collection.watch([], soon),
      () => collection.updateOne({}, { $set: { a: 2, 'b.c': 5 }, $unset: { l: '' } }),
      1,
    );

    expect(event).toMatchObject({
      operationType: 'update',
      updateDescription: { updatedFields: { a: 2, 'b.c': 5 }, removedFields: ['l'], truncatedArrays: [] },
    });
    expect(event).not.toHaveProperty('fullDocument');
  });

  it('look up the document when asked', async () => {
    const collection = await made();
    const [event] = await watched(
      collection.watch([], { ...soon, fullDocument: 'updateLookup' }),
      () => collection.updateOne({ _id: 0 as never }, { $set: { a: 1 } }),
      1,
    );

    expect(event).toMatchObject({ operationType: 'update', fullDocument: { _id: 0, old: true, a: 1 } });
  });

  it('tell replacements and deletes', async () => {
    const collection = await made();
    const events = await watched(
      collection.watch([], soon),
      async () => {
        await collection.replaceOne({ _id: 0 as never }, { z: 1 });
        await collection.deleteOne({ _id: 0 as never });
      },
      2,
    );

    expect(events).toMatchObject([
      { operationType: 'replace', fullDocument: { _id: 0, z: 1 } },
      { operationType: 'delete', documentKey: { _id: 0 } },
    ]);
  });

  it('are filtered by a pipeline', async () => {
    const collection = await made();
    const pipeline = [{ $match: { 'fullDocument.wanted': true } }, { $project: { 'fullDocument.wanted': 1, operationType: 1 } }];
    const [event] = await watched(
      collection.watch(pipeline, soon),
      () => collection.insertMany([{ wanted: false }, { _id: 7 as never, wanted: true, more: 1 }]),
      1,
    );

    expect(event).toMatchObject({ operationType: 'insert', fullDocument: { wanted: true } });
    expect((event as Document)['fullDocument']).not.toHaveProperty('more');
  });

  it('go on behind a resume token', async () => {
    const collection = await made();
    const [first] = await watched(collection.watch([], soon), () => collection.insertOne({ _id: 1 as never }), 1);
    await collection.insertOne({ _id: 2 as never });
    const [second] = await watched(collection.watch([], { ...soon, resumeAfter: first?._id }), async () => {}, 1);

    expect(second).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
  });

  it('start at a time', async () => {
    const collection = await made();
    const [first] = await watched(collection.watch([], soon), () => collection.insertOne({ _id: 1 as never }), 1);
    const { clusterTime } = first as unknown as { clusterTime: never };
    const [again] = await watched(collection.watch([], { ...soon, startAtOperationTime: clusterTime }), async () => {}, 1);

    expect(again).toMatchObject({ documentKey: { _id: 1 } });
  });

  it('tell the writes of a transaction once it is committed', async () => {
    const collection = await made();
    const events = await watched(
      collection.watch([], soon),
      () =>
        target.client.withSession((session) =>
          session.withTransaction(async () => {
            await collection.insertOne({ _id: 1 as never }, { session });
            await collection.updateOne({ _id: 1 as never }, { $set: { a: 1 } }, { session });
          }),
        ),
      2,
    );

    expect(kinds(events)).toEqual(['insert', 'update']);
    expect(events[0]).toHaveProperty('txnNumber');
  });

  it('end with the collection', async () => {
    const collection = await made();
    const events = await watched(collection.watch([], soon), () => collection.drop(), 2);

    expect(kinds(events)).toEqual(['drop', 'invalidate']);
  });

  it('watch a database', async () => {
    const [one, two] = [await made(), await made()];
    const events = await watched(
      target.db.watch([{ $match: { operationType: 'insert' } }], soon),
      async () => {
        await one.insertOne({ _id: 1 as never });
        await two.insertOne({ _id: 1 as never });
      },
      2,
    );

    expect(events).toMatchObject([{ ns: { coll: one.collectionName } }, { ns: { coll: two.collectionName } }]);
  });

  it('watch everything', async () => {
    const collection = await made();
    const [event] = await watched(
      target.client.watch([{ $match: { 'ns.coll': collection.collectionName } }]),
      () => collection.insertOne({ _id: 1 as never }),
      1,
    );

    expect(event).toMatchObject({ operationType: 'insert' });
  });

  it('give what was there before when the collection keeps it', async () => {
    const collection = await target.db.createCollection('kept', { changeStreamPreAndPostImages: { enabled: true } });
    await collection.insertOne({ _id: 1 as never, a: 1 });
    const events = await watched(
      collection.watch([], { ...soon, fullDocumentBeforeChange: 'whenAvailable', fullDocument: 'whenAvailable' }),
      () => collection.updateOne({}, { $set: { a: 2 } }),
      1,
    );

    expect(events).toMatchObject([{ fullDocumentBeforeChange: { _id: 1, a: 1 }, fullDocument: { _id: 1, a: 2 } }]);
  });

  it('refuse a token they did not give', async () => {
    const collection = await made();
    const open = target.db.command({
      aggregate: collection.collectionName,
      pipeline: [{ $changeStream: { resumeAfter: { _data: 'nonsense' } } }],
      cursor: {},
    });

    expect([9, 50811, 280]).toContain(await codeOf(open));
  });

  it('refuse stages that lose events', async () => {
    const collection = await made();
    const open = target.db.command({
      aggregate: collection.collectionName,
      pipeline: [{ $changeStream: {} }, { $group: { _id: null } }],
      cursor: {},
    });

    expect(await codeOf(open)).toBe(20);
  });
});
