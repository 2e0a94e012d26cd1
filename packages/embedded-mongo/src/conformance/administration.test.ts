import { describe, expect } from '@jest/globals';
import { type Collection, type Document, Long, type MongoServerError } from 'mongodb';
import { cases, codeOf, exact, expectIdentical, useTarget } from './target.ts';

const target = useTarget('administration');

type Work = (collection: Collection) => Promise<unknown>;

const answers = (rows: readonly (readonly [name: string, work: Work, result: unknown])[]): void =>
  cases(rows, async ([, work, result]) => expect(await work(await target.collection([{ _id: 1, a: 1 }]))).toEqual(result));

const refuses = (rows: readonly (readonly [name: string, work: Work, code: number])[]): void =>
  cases(rows, async ([, work, code]) => expect(await codeOf(work(await target.collection([{ _id: 1, a: 1 }])))).toBe(code));

const names = async (filter: Document = {}): Promise<string[]> =>
  (await target.db.listCollections(filter, { nameOnly: true }).toArray()).map(({ name }) => name);

// https://www.mongodb.com/docs/manual/reference/command/
describe('diagnostic commands', () => {
  const ok = async (command: Document): Promise<unknown> => (await target.db.admin().command(command))['ok'];
  answers([
    ['ping', () => ok({ ping: 1 }), 1],
    ['hello names a writable primary', async () => (await target.db.command({ hello: 1 }))['isWritablePrimary'], true],
    ['the old hello', async () => (await target.db.command({ isMaster: 1 }))['ismaster'], true],
    ['buildInfo names version 8', async () => String((await target.db.command({ buildInfo: 1 }))['version']).split('.')[0], '8'],
    ['connectionStatus', () => ok({ connectionStatus: 1 }), 1],
    ['serverStatus', () => ok({ serverStatus: 1 }), 1],
    [
      'getParameter',
      async () => 'featureCompatibilityVersion' in (await target.db.admin().command({ getParameter: 1, featureCompatibilityVersion: 1 })),
      true,
    ],
    [
      'listDatabases',
      async () => (await target.db.admin().listDatabases()).databases.map(({ name }) => name).includes('conformance_administration'),
      true,
    ],
    ['dbStats counts', async () => Number((await target.db.stats())['collections']) > 0, true],
    ['validate finds nothing wrong', async (c) => (await target.db.command({ validate: c.collectionName }))['valid'], true],
    ['collStats counts', async (c) => (await target.db.command({ collStats: c.collectionName }))['count'], 1],
    ['a command’s name is case-sensitive', () => codeOf(target.db.command({ PING: 1 })), 59],
    [
      'an unknown command is refused by name',
      async () => ((await target.db.command({ nonsense: 1 }).catch((error: unknown) => error)) as MongoServerError).codeName,
      'CommandNotFound',
    ],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/command/create/
describe('collections', () => {
  answers([
    [
      'create and list',
      async () => {
        await target.db.createCollection('made');
        return names({ name: 'made' });
      },
      ['made'],
    ],
    [
      'list by a pattern',
      async () => {
        await target.db.createCollection('zebra1');
        return names({ name: /^zebra/ });
      },
      ['zebra1'],
    ],
    [
      'a listed collection shows type, options and its index of _id',
      async (c) => (await target.db.command({ listCollections: 1, filter: { name: c.collectionName } }))['cursor']['firstBatch'] as unknown,
      [
        {
          name: expect.any(String),
          type: 'collection',
          options: {},
          info: { readOnly: false, uuid: expect.anything() },
          idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
        },
      ],
    ],
    [
      'drop',
      async (c) => {
        await c.drop();
        return names({ name: c.collectionName });
      },
      [],
    ],
    ['drop of what is not there', () => target.db.dropCollection('nowhere'), true],
    [
      'rename',
      async (c) => {
        await c.rename('renamed');
        return [await target.db.collection('renamed').countDocuments(), await c.countDocuments()];
      },
      [1, 0],
    ],
    [
      'rename over another',
      async (c) => {
        await target.db.collection('goal').insertOne({ x: 1 });
        await c.rename('goal', { dropTarget: true });
        return target.db.collection('goal').findOne();
      },
      { _id: 1, a: 1 },
    ],
    [
      'dropDatabase',
      async () => {
        const other = target.client.db('conformance_dropped');
        await other.collection('x').insertOne({});
        await other.dropDatabase();
        return (await other.listCollections().toArray()).length;
      },
      0,
    ],
    [
      'a view reads through its pipeline',
      async (c) => {
        await c.insertOne({ _id: 2 as never, a: 5 });
        await target.db.createCollection('big', { viewOn: c.collectionName, pipeline: [{ $match: { a: { $gt: 1 } } }] });
        const view = target.db.collection('big');
        return [
          await view.find().toArray(),
          await view.countDocuments(),
          await view.distinct('a'),
          await view.aggregate([{ $project: { _id: 0 } }]).toArray(),
        ];
      },
      [[{ _id: 2, a: 5 }], 1, [5], [{ a: 5 }]],
    ],
  ]);
  refuses([
    ['creating one that is there', (c) => target.db.command({ create: c.collectionName, validator: { a: 1 } }), 48],
    ['an empty name', () => target.db.command({ create: '' }), 73],
    ['a name with a dollar', () => target.db.command({ create: 'a$b' }), 73],
    ['renaming what is not there', () => target.db.collection('nowhere').rename('x'), 26],
    ['renaming onto another', async (c) => c.rename((await target.collection([{ _id: 1 }])).collectionName), 48],
    [
      'writing into a view',
      async (c) => {
        await target.db.createCollection('view2', { viewOn: c.collectionName, pipeline: [] });
        return target.db.collection('view2').insertOne({});
      },
      166,
    ],
    ['an unknown option', () => target.db.command({ create: 'x1', nonsense: 1 }), 40415],
    ['collMod of what is not there', () => target.db.command({ collMod: 'nowhere' }), 26],
  ]);
});

// https://www.mongodb.com/docs/manual/core/schema-validation/
describe('validation', () => {
  const validated = async (name: string, more: Document = {}): Promise<Collection> => {
    await target.db.collection(name).drop();
    return target.db.createCollection(name, {
      validator: { $jsonSchema: { required: ['a'], properties: { a: { bsonType: 'int' } } } },
      ...more,
    });
  };
  answers([
    ['refuses what does not fit', async () => codeOf((await validated('v1')).insertOne({ a: 'x' })), 121],
    ['takes what fits', async () => (await (await validated('v2')).insertOne({ a: 1 })).acknowledged, true],
    [
      'refuses an update that would not fit',
      async () => {
        const collection = await validated('v3');
        await collection.insertOne({ a: 1 });
        return codeOf(collection.updateOne({}, { $set: { a: 'x' } }));
      },
      121,
    ],
    [
      'only warns when told',
      async () => (await (await validated('v4', { validationAction: 'warn' })).insertOne({ a: 'x' })).acknowledged,
      true,
    ],
    ['is off when told', async () => (await (await validated('v5', { validationLevel: 'off' })).insertOne({ a: 'x' })).acknowledged, true],
    [
      'moderate leaves alone what did not fit before',
      async () => {
        const collection = await validated('v6', { validationLevel: 'moderate' });
        await collection.insertOne({ _id: 1 as never, a: 'x' }, { bypassDocumentValidation: true });
        return (await collection.updateOne({}, { $set: { b: 1 } })).modifiedCount;
      },
      1,
    ],
    [
      'is passed by when told',
      async () => (await (await validated('v7')).insertOne({ a: 'x' }, { bypassDocumentValidation: true })).acknowledged,
      true,
    ],
    [
      'is changed by collMod',
      async () => {
        const collection = await validated('v8');
        await target.db.command({ collMod: 'v8', validator: { b: { $exists: true } } });
        return [await codeOf(collection.insertOne({ a: 1 })), (await collection.insertOne({ b: 1 })).acknowledged];
      },
      [121, true],
    ],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/collation/
describe('collation', () => {
  const people = ['Hoa', 'hoa', 'Hòa', 'HÒA', 'Hoà', 'Đông', 'Dong', 'dong'].map((name, index) => ({ _id: index, name }));
  const ids = async (collation: Document, filter: Document): Promise<unknown[]> =>
    (
      await (
        await target.collection(people)
      )
        .find(filter)
        .collation(collation as never)
        .sort({ _id: 1 })
        .toArray()
    ).map(({ _id }) => _id as unknown);
  cases(
    [
      ['strength 1 in Vietnamese: no case, no tones, but đ is a letter', { locale: 'vi', strength: 1 }, { name: 'hoa' }, [0, 1, 2, 3, 4]],
      ['đ is not d', { locale: 'vi', strength: 1 }, { name: 'dong' }, [6, 7]],
      ['strength 2: no case, but tones', { locale: 'vi', strength: 2 }, { name: 'hòa' }, [2, 3]],
      ['strength 3: case and tones', { locale: 'vi', strength: 3 }, { name: 'Hòa' }, [2]],
      ['strength 1 with caseLevel: case, no tones', { locale: 'vi', strength: 1, caseLevel: true }, { name: 'hoa' }, [1]],
      ['$in compares by it', { locale: 'en', strength: 2 }, { name: { $in: ['HOA'] } }, [0, 1]],
      ['ranges compare by it', { locale: 'vi', strength: 1 }, { name: { $gt: 'Dong', $lt: 'Hoa' } }, [5]],
      ['the simple one compares bytes', { locale: 'simple' }, { name: 'hoa' }, [1]],
    ] as const,
    async ([, collation, filter, result]) => expect(await ids(collation, filter as Document)).toEqual(result),
  );
  cases(
    [
      ['orders Vietnamese names', { locale: 'vi' }, ['đa', 'da', 'ăn', 'an', 'âm', 'zz'], ['an', 'ăn', 'âm', 'da', 'đa', 'zz']],
      ['orders without regard to case', { locale: 'en', strength: 2 }, ['b', 'A', 'a', 'B'], ['A', 'a', 'b', 'B']],
      ['upper case first when told', { locale: 'en', caseFirst: 'upper' }, ['a', 'A', 'b'], ['A', 'a', 'b']],
      ['lower case first without', { locale: 'en' }, ['A', 'a', 'b'], ['a', 'A', 'b']],
      ['orders numbers in text', { locale: 'en', numericOrdering: true }, ['p10', 'p9', 'p1'], ['p1', 'p9', 'p10']],
      ['orders by bytes without one', undefined, ['b', 'A', 'a', 'B'], ['A', 'B', 'a', 'b']],
    ] as const,
    async ([, collation, given, ordered]) => {
      const collection = await target.collection(given.map((name, index) => ({ _id: index, name })));
      const cursor = collection.find().sort({ name: 1, _id: 1 });
      expect((await (collation === undefined ? cursor : cursor.collation(collation)).toArray()).map(({ name }) => name as unknown)).toEqual(
        ordered,
      );
    },
  );
  answers([
    [
      'groups and distinct compare by it',
      async () => {
        const collection = await target.collection([{ n: 'a' }, { n: 'A' }, { n: 'b' }]);
        const collation = { locale: 'en', strength: 2 };
        return [
          (await collection.distinct('n', {}, { collation })).length,
          (await collection.aggregate([{ $group: { _id: '$n' } }], { collation }).toArray()).length,
        ];
      },
      [2, 2],
    ],
    [
      'a collection’s own is its default',
      async () => {
        const collection = await target.db.createCollection('vietnamese', { collation: { locale: 'vi', strength: 1 } });
        await collection.insertMany([{ n: 'Hòa' }, { n: 'hoa' }]);
        return [
          await collection.countDocuments({ n: 'HOA' }),
          (await collection.updateMany({ n: 'HOA' }, { $set: { x: 1 } })).matchedCount,
        ];
      },
      [2, 2],
    ],
    [
      'an index is used with its own',
      async () => {
        const collection = await target.collection(people);
        await collection.createIndex({ name: 1 }, { collation: { locale: 'vi', strength: 1 } });
        const plan = await collection.find({ name: 'hoa' }).collation({ locale: 'vi', strength: 1 }).explain('executionStats');
        return [JSON.stringify(plan).includes('IXSCAN'), plan['executionStats']['nReturned']];
      },
      [true, 5],
    ],
    [
      'an index of another is not used',
      async () => {
        const collection = await target.collection(people);
        await collection.createIndex({ name: 1 }, { collation: { locale: 'vi', strength: 1 } });
        const plan = await collection.find({ name: 'hoa' }).explain('executionStats');
        return [JSON.stringify(plan).includes('COLLSCAN'), plan['executionStats']['nReturned']];
      },
      [true, 1],
    ],
  ]);
  refuses([
    ['an unknown locale', (c) => c.find().collation({ locale: 'xx-nonsense' }).toArray(), 2],
    [
      'a strength of 9',
      (c) =>
        c
          .find()
          .collation({ locale: 'en', strength: 9 as never })
          .toArray(),
      2,
    ],
    [
      'no locale',
      (c) =>
        c
          .find()
          .collation({ strength: 1 } as never)
          .toArray(),
      40414,
    ],
    [
      'an unknown option',
      (c) =>
        c
          .find()
          .collation({ locale: 'en', nonsense: 1 } as never)
          .toArray(),
      40415,
    ],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/bson-types/
describe('types come back as they went in', () => {
  cases(
    [
      ['field order', { z: 1, a: 2, m: { y: 1, b: 2 } }],
      ['ints and longs', { a: 1, b: Long.fromNumber(1), c: Long.MAX_VALUE, d: Long.MIN_VALUE }],
      ['empty containers', { a: {}, b: [], c: '' }],
      ['nested arrays', { a: [[[1]], [{ b: [null] }]] }],
      ['names with dollars and dots within', { a: { $x: 1, 'b.c': 2 } }],
      ['Unicode', { tên: 'Nguyễn 🏥', a: '\u0000x' }],
    ] as const,
    async ([, document]) => {
      const collection = await target.collection();
      await collection.insertOne({ _id: 1 as never, ...(document as Document) });
      expectIdentical(await collection.findOne({}, exact), { _id: 1, ...(document as Document) });
    },
  );
  cases([['an update keeps them too']] as const, async () => {
    const collection = await target.collection();
    const document = { _id: 1 as never, a: Long.fromNumber(1), b: { $x: 1 }, c: [null, [1]] };
    await collection.insertOne({ ...document });
    await collection.updateOne({}, { $set: { z: true } });
    expectIdentical(await collection.findOne({}, exact), { ...document, z: true });
  });
});
