import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection, Schema, Types } from 'mongoose';
import { useTarget } from './target.ts';

let connection: Connection;

// Registered first, so that it runs before the server is closed.
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

const target = useTarget('mongoose');

beforeAll(async () => {
  connection = await mongoose.createConnection(target.url, { dbName: 'conformance_mongoose_models' }).asPromise();
  await connection.dropDatabase();
});

let made = 0;
/** A model of its own for each case. */
const modelOf = (schema: Schema): mongoose.Model<Record<string, unknown>> => {
  made += 1;
  return connection.model<Record<string, unknown>>(`Model${made}`, schema as never);
};

// https://mongoosejs.com/docs/guide.html
describe('mongoose', () => {
  it('keeps the types of its schema', async () => {
    const Thing = modelOf(
      new Schema({
        n: Number,
        s: String,
        d: Date,
        b: Buffer,
        o: Boolean,
        m: {},
        i: Schema.Types.ObjectId,
        a: [Number],
        x: Schema.Types.Decimal128,
        p: { type: Map, of: Number },
        u: Schema.Types.UUID,
        g: BigInt,
        f: Schema.Types.Double,
        k: Schema.Types.Int32,
      }),
    );
    const given = {
      n: 1.5,
      s: 'Hòa',
      d: new Date(5),
      b: Buffer.from('x'),
      o: true,
      m: { z: [1] },
      i: new Types.ObjectId(),
      a: [3, 1],
      x: Types.Decimal128.fromString('1.10'),
      p: new Map([['q', 1]]),
      u: new Types.UUID(),
      g: 9007199254740993n,
      f: 2,
      k: 7,
    };
    const { _id } = await Thing.create(given);
    const found = await Thing.findById(_id).orFail();

    expect(found.toObject({ flattenMaps: false })).toMatchObject({
      n: 1.5,
      s: 'Hòa',
      d: given.d,
      o: true,
      m: { z: [1] },
      i: given.i,
      a: [3, 1],
      g: given.g,
      k: 7,
    });
    expect(String(found.get('x'))).toBe('1.10');
    expect(await Thing.collection.countDocuments({ f: { $type: 'double' }, k: { $type: 'int' }, g: { $type: 'long' } })).toBe(1);
  });

  it('populates', async () => {
    const Ward = modelOf(new Schema({ name: String }));
    const Patient = modelOf(new Schema({ name: String, wards: [{ type: Schema.Types.ObjectId, ref: Ward.modelName }] }));
    const wards = await Ward.create([{ name: 'A' }, { name: 'B' }]);
    await Patient.create({ name: 'Hoa', wards: wards.map(({ _id }) => _id) });
    const patient = await Patient.findOne({ name: 'Hoa' })
      .populate({ path: 'wards', options: { sort: { name: -1 } } })
      .lean();

    expect((patient as unknown as { wards: { name: string }[] }).wards.map(({ name }) => name)).toEqual(['B', 'A']);
  });

  it('refuses to save over a version it has not seen', async () => {
    const Note = modelOf(new Schema({ lines: [String] }, { optimisticConcurrency: true }));
    const { _id } = await Note.create({ lines: ['a'] });
    const [one, two] = [await Note.findById(_id).orFail(), await Note.findById(_id).orFail()];
    one.set('lines', ['b']);
    await one.save();
    two.set('lines', ['c']);

    await expect(two.save()).rejects.toThrow(mongoose.Error.VersionError);
  });

  it('stamps, upserts and sets defaults on insert', async () => {
    const Visit = modelOf(new Schema({ room: String, state: { type: String, default: 'open' } }, { timestamps: true }));
    const visit = await Visit.findOneAndUpdate(
      { room: '101' },
      { $set: { room: '101' } },
      { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
    ).lean();

    expect(visit).toMatchObject({ room: '101', state: 'open', createdAt: expect.any(Date), updatedAt: expect.any(Date), __v: 0 });
  });

  it('builds its indexes and brings them up to date', async () => {
    const schema = new Schema({
      email: { type: String, unique: true, sparse: true },
      at: { type: Date, expires: 3600 },
      text: String,
      a: Number,
      b: Number,
    });
    schema.index({ a: 1, b: -1 }, { partialFilterExpression: { a: { $gt: 0 } } });
    schema.index({ text: 'text' });
    const Account = modelOf(schema);
    await Account.init();
    await Account.collection.createIndex({ old: 1 });

    expect(await Account.syncIndexes()).toEqual(['old_1']);
    expect(await Account.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
    await Account.create({ email: 'x' });
    await expect(Account.create({ email: 'x' })).rejects.toMatchObject({ code: 11000, keyValue: { email: 'x' } });
  });

  it('runs transactions', async () => {
    const Account = modelOf(new Schema({ n: Number }));
    await Account.createCollection();
    await connection.transaction(async (session) => {
      await Account.create([{ n: 1 }], { session });
      await Account.updateOne({ n: 1 }, { $inc: { n: 1 } }, { session });
    });
    await expect(
      connection.transaction(async (session) => {
        await Account.create([{ n: 5 }], { session });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');

    expect((await Account.find().lean()).map(({ n }) => n)).toEqual([2]);
  });

  it('keeps arrays of documents', async () => {
    const Order = modelOf(new Schema({ lines: [{ drug: String, n: Number }] }));
    const order = await Order.create({
      lines: [
        { drug: 'a', n: 1 },
        { drug: 'b', n: 2 },
      ],
    });
    const lines = order.get('lines') as Types.DocumentArray<{ drug: string; n: number }>;
    (lines[0] as { n: number }).n = 9;
    lines.push({ drug: 'c', n: 3 });
    await order.save();
    lines.pull({ _id: (lines[1] as { _id?: unknown })._id });
    await order.save();

    expect((await Order.findOne().lean()) as unknown).toMatchObject({
      lines: [
        { drug: 'a', n: 9 },
        { drug: 'c', n: 3 },
      ],
    });
  });

  it('tells models of one collection apart', async () => {
    const Event = modelOf(new Schema({ at: Date }, { discriminatorKey: 'kind' }));
    const Birth = Event.discriminator(`Birth${made}`, new Schema({ weight: Number }));
    await Event.create({ at: new Date(0) });
    await Birth.create({ at: new Date(1), weight: 3 });

    expect(await Birth.countDocuments()).toBe(1);
    expect(await Event.countDocuments()).toBe(2);
  });

  it('walks a cursor, aggregates and counts', async () => {
    const Row = modelOf(new Schema({ n: Number, k: String }));
    await Row.insertMany(Array.from({ length: 150 }, (_, n) => ({ n, k: n % 2 === 0 ? 'even' : 'odd' })));
    let sum = 0;
    for await (const row of Row.find().sort('n').batchSize(20).lean().cursor()) sum += row['n'] as number;

    expect(sum).toBe((149 * 150) / 2);
    expect(await Row.aggregate([{ $group: { _id: '$k', n: { $sum: 1 } } }, { $sort: { _id: 1 } }])).toEqual([
      { _id: 'even', n: 75 },
      { _id: 'odd', n: 75 },
    ]);
    expect(await Row.exists({ n: 7 })).not.toBeNull();
    expect(await Row.estimatedDocumentCount()).toBe(150);
  });

  it('writes in bulk', async () => {
    const Row = modelOf(new Schema({ n: Number }));
    const result = await Row.bulkWrite([
      { insertOne: { document: { n: 1 } } },
      { updateOne: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { n: 9 }, update: { $set: { n: 10 } }, upsert: true } },
      { deleteOne: { filter: { n: 2 } } },
    ]);

    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 });
  });

  it('watches a model', async () => {
    const Row = modelOf(new Schema({ n: Number }));
    await Row.createCollection();
    const stream = Row.watch([], { maxAwaitTimeMS: 50 });
    const change = new Promise((resolve) => stream.once('change', resolve));
    await new Promise((resolve) => stream.once('ready', resolve));
    await Row.create({ n: 1 });

    expect(await change).toMatchObject({ operationType: 'insert', fullDocument: { n: 1 } });
    await stream.close();
  });
});
