import { describe, expect } from '@jest/globals';
import { type AnyBulkWriteOperation, BSON, type Document, Int32, Long, MongoBulkWriteError, MongoServerError, ObjectId } from 'mongodb';
import { cases, codeOf, exact, expectIdentical, useTarget } from './target.ts';

const target = useTarget('crud');

const three = [
  { _id: 1, x: 11 },
  { _id: 2, x: 22 },
  { _id: 3, x: 33 },
];

type Call = Awaited<ReturnType<typeof target.collection>>;

/** Each case names a call, its result, and what the collection holds behind it. */
const calls = (
  rows: readonly (readonly [name: string, call: (collection: Call) => Promise<unknown>, result: unknown, after?: readonly Document[]])[],
): void =>
  cases(rows, async ([, call, result, after]) => {
    const collection = await target.collection(three);
    const answer = await call(collection);
    expect(answer).toEqual(result);
    if (after !== undefined) expectIdentical(await collection.find({}, exact).sort({ _id: 1 }).toArray(), after);
  });

const reported = { acknowledged: true, modifiedCount: 1, matchedCount: 1, upsertedCount: 0, upsertedId: null };

// https://www.mongodb.com/docs/manual/crud/
describe('create', () => {
  calls([
    ['insertOne', (c) => c.insertOne({ _id: 4 as never, x: 44 }), { acknowledged: true, insertedId: 4 }, [...three, { _id: 4, x: 44 }]],
    [
      'insertMany',
      (c) => c.insertMany([{ _id: 4 as never }, { _id: 5 as never }]),
      { acknowledged: true, insertedCount: 2, insertedIds: { 0: 4, 1: 5 } },
      [...three, { _id: 4 }, { _id: 5 }],
    ],
    ['a duplicate _id is refused', (c) => codeOf(c.insertOne({ _id: 1 as never })), 11000, three],
    ['_id goes first', async (c) => (await c.insertOne({ x: 1, _id: 0 as never })).acknowledged, true, [{ _id: 0, x: 1 }, ...three]],
    ['an array is no _id', (c) => codeOf(c.insertOne({ _id: [1] as never })), 53, three],
    ['a regular expression is no _id', (c) => codeOf(c.insertOne({ _id: /x/ as never })), 53, three],
    ['a document with 1 and one with 1.0 have the same _id', (c) => codeOf(c.insertOne({ _id: Long.ONE as never })), 11000, three],
    [
      'null is an _id',
      async (c) => (await target.db.command({ insert: c.collectionName, documents: [{ _id: null }] }))['n'] as unknown,
      1,
      [{ _id: null }, ...three],
    ],
  ]);

  cases([['an ordered insert stops at the first failure']] as const, async () => {
    const collection = await target.collection(three);
    const failure = await collection
      .insertMany([{ _id: 4 as never }, { _id: 1 as never }, { _id: 5 as never }])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MongoBulkWriteError);
    expect((failure as MongoBulkWriteError).insertedCount).toBe(1);
    expect(await collection.countDocuments()).toBe(4);
  });
  cases([['an unordered insert goes on']] as const, async () => {
    const collection = await target.collection(three);
    const failure = (await collection
      .insertMany([{ _id: 4 as never }, { _id: 1 as never }, { _id: 5 as never }], { ordered: false })
      .catch((error: unknown) => error)) as MongoBulkWriteError;
    expect(failure.insertedCount).toBe(2);
    expect(failure.writeErrors).toMatchObject([{ index: 1, code: 11000 }]);
  });
  cases([['a duplicate key names its index, pattern and value']] as const, async () => {
    const collection = await target.collection(three);
    const failure = (await collection.insertOne({ _id: 1 as never }).catch((error: unknown) => error)) as MongoServerError;
    expect(failure.message).toMatch(/^E11000 duplicate key error collection: conformance_crud\.c\d+ index: _id_ dup key: \{ _id: 1 \}$/);
    expect(failure).toMatchObject({ code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } });
  });
  cases([['an _id is made by the server for raw commands']] as const, async () => {
    const collection = await target.collection();
    await target.db.command({ insert: collection.collectionName, documents: [{ a: 1 }] });
    expect((await collection.findOne())?._id).toBeInstanceOf(ObjectId);
  });
  cases([['16 MB is the limit']] as const, async () => {
    const collection = await target.collection();
    const overhead = BSON.calculateObjectSize({ _id: 1, s: '' });
    await collection.insertOne({ _id: 1 as never, s: 'x'.repeat(16 * 1024 * 1024 - overhead) });
    const failure = await collection.insertOne({ _id: 2 as never, s: 'x'.repeat(16 * 1024 * 1024) }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(await collection.countDocuments()).toBe(1);
  });
});

describe('read', () => {
  calls([
    ['findOne', (c) => c.findOne({ x: 22 }), { _id: 2, x: 22 }],
    ['findOne of nothing', (c) => c.findOne({ x: 99 }), null],
    ['sort, skip and limit', (c) => c.find().sort({ x: -1 }).skip(1).limit(1).toArray(), [{ _id: 2, x: 22 }]],
    ['a negative limit closes the cursor', (c) => c.find().sort({ _id: 1 }).limit(-2).toArray(), three.slice(0, 2)],
    ['a batch size', (c) => c.find({}, { batchSize: 1 }).sort({ _id: 1 }).toArray(), three],
    ['projection', (c) => c.find().project({ _id: 0, x: 1 }).sort({ x: 1 }).limit(1).toArray(), [{ x: 11 }]],
    ['countDocuments', (c) => c.countDocuments({ x: { $gt: 11 } }), 2],
    ['countDocuments with skip and limit', (c) => c.countDocuments({}, { skip: 1, limit: 5 }), 2],
    ['estimatedDocumentCount', (c) => c.estimatedDocumentCount(), 3],
    ['distinct', (c) => c.distinct('x', { x: { $lte: 22 } }), [11, 22]],
    [
      'distinct looks into arrays',
      async (c) => {
        await c.insertMany([
          { _id: 4 as never, t: ['a', 'b'] },
          { _id: 5 as never, t: ['b', 'c'] },
          { _id: 6 as never, t: 'd' },
        ]);
        return c.distinct('t');
      },
      ['a', 'b', 'c', 'd'],
    ],
    [
      'distinct of a path',
      async (c) => {
        await c.insertMany([
          { _id: 4 as never, a: [{ b: 1 }, { b: 2 }] },
          { _id: 5 as never, a: { b: 2 } },
        ]);
        return c.distinct('a.b');
      },
      [1, 2],
    ],
    ['a variable of let', (c) => c.find({ $expr: { $eq: ['$x', '$$v'] } }, { let: { v: 33 } }).toArray(), [{ _id: 3, x: 33 }]],
    ['a comment says nothing', (c) => c.findOne({ x: 11 }, { comment: { why: 'test' } }), { _id: 1, x: 11 }],
    ['maxTimeMS that suffices', (c) => c.findOne({ x: 11 }, { maxTimeMS: 10_000 }), { _id: 1, x: 11 }],
    ['min and max bound an index', (c) => c.find().hint({ _id: 1 }).min({ _id: 2 }).max({ _id: 3 }).toArray(), [{ _id: 2, x: 22 }]],
    [
      'returnKey gives the index key',
      (c) =>
        c
          .find({ _id: 2 as never })
          .hint({ _id: 1 })
          .returnKey(true)
          .toArray(),
      [{ _id: 2 }],
    ],
    ['natural order backwards', async (c) => (await c.find().sort({ $natural: -1 }).toArray()).map(({ _id }) => _id as unknown), [3, 2, 1]],
  ]);
  calls([
    ['a filter must be a document', (c) => codeOf(target.db.command({ find: c.collectionName, filter: 5 })), 14],
    ['an unknown option is refused', (c) => codeOf(target.db.command({ find: c.collectionName, nonsense: 1 })), 40415],
    ['a negative skip is refused', (c) => codeOf(target.db.command({ find: c.collectionName, skip: -1 })), 51024],
    ['a sort by 5 is refused', (c) => codeOf(target.db.command({ find: c.collectionName, sort: { x: 5 } })), 15975],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/projection/
describe('projection', () => {
  const rich = {
    _id: 1,
    a: 1,
    b: { c: 1, d: 2 },
    l: [
      { k: 1, v: 'x' },
      { k: 2, v: 'y' },
      { k: 2, v: 'z' },
    ],
    n: [1, 2, 3, 4, 5],
  };
  cases(
    [
      ['includes', { a: 1 }, {}, { _id: 1, a: 1 }],
      ['excludes', { l: 0, n: 0, b: 0 }, {}, { _id: 1, a: 1 }],
      ['keeps the order of the document', { n: 1, a: 1 }, {}, { _id: 1, a: 1, n: [1, 2, 3, 4, 5] }],
      ['an embedded field', { 'b.c': 1, _id: 0 }, {}, { b: { c: 1 } }],
      ['without an embedded field', { 'b.c': 0, l: 0, n: 0 }, {}, { _id: 1, a: 1, b: { d: 2 } }],
      ['fields of documents in arrays', { 'l.v': 1, _id: 0 }, {}, { l: [{ v: 'x' }, { v: 'y' }, { v: 'z' }] }],
      ['only the _id', { _id: 1 }, {}, { _id: 1 }],
      ['all but the _id', { _id: 0, l: 0, n: 0, b: 0 }, {}, { a: 1 }],
      ['$slice of the first', { n: { $slice: 2 }, l: 0, b: 0 }, {}, { _id: 1, a: 1, n: [1, 2] }],
      ['$slice of the last', { n: { $slice: -2 }, l: 0, b: 0 }, {}, { _id: 1, a: 1, n: [4, 5] }],
      ['$slice of a middle', { n: { $slice: [1, 2] }, l: 0, b: 0 }, {}, { _id: 1, a: 1, n: [2, 3] }],
      ['$slice beside an inclusion', { a: 1, n: { $slice: 1 } }, {}, { _id: 1, a: 1, n: [1] }],
      ['$elemMatch gives the first', { l: { $elemMatch: { k: 2 } } }, {}, { _id: 1, l: [{ k: 2, v: 'y' }] }],
      ['$elemMatch of nothing gives no field', { l: { $elemMatch: { k: 9 } } }, {}, { _id: 1 }],
      ['the positional $', { 'l.$': 1 }, { 'l.k': 2 }, { _id: 1, l: [{ k: 2, v: 'y' }] }],
      ['the positional $ of values', { 'n.$': 1 }, { n: { $gte: 4 } }, { _id: 1, n: [4] }],
      ['the positional $ where no array is', { 'b.c.$': 1 }, { n: 2 }, { _id: 1, b: { c: 1 } }],
      ['$elemMatch beside an exclusion', { l: { $elemMatch: { k: 9 } }, n: 0, b: 0 }, {}, { _id: 1, a: 1 }],
      ['computed', { t: { $add: ['$a', '$b.c'] } }, {}, { _id: 1, t: 2 }],
      ['a path as a value', { q: '$b.d', _id: 0 }, {}, { q: 2 }],
      ['a literal', { q: 'text', _id: 0 }, {}, { q: 'text' }],
    ] as const,
    async ([, projection, filter, result]) => {
      const collection = await target.collection([rich]);
      expectIdentical(await collection.findOne(filter as Document, { ...exact, projection: projection as Document }), result);
    },
  );
  cases([['the positional $ cuts the first array on its path']] as const, async () => {
    const collection = await target.collection([{ _id: 1, n: [5, 6], deep: { list: [7, { k: [1], z: 0 }, { k: [2], z: 0 }] } }]);
    expect(await collection.findOne({ n: 6 }, { projection: { 'deep.list.k.$': 1 } })).toEqual({ _id: 1, deep: { list: [{ k: [1] }] } });
  });
  cases(
    [
      ['of two conditions the last one', { $and: [{ n: 7 }, { n: 5 }] }, [10]],
      ['of a list of values the first match', { $or: [{ n: 6 }, { n: 7 }] }, [11]],
      ['of an element by $elemMatch', { n: { $elemMatch: { $gt: 6 } } }, [12]],
    ] as const,
    async ([, filter, m]) => {
      const collection = await target.collection([{ _id: 1, n: [5, 6, 7], m: [10, 11, 12] }]);
      expect(await collection.findOne(filter as Document, { projection: { _id: 0, 'm.$': 1 } })).toEqual({ m });
    },
  );
  cases(
    [
      ['no place in an $or of two fields', { $or: [{ n: 5 }, { x: 1 }] }],
      ['no place in a negation', { n: { $not: { $elemMatch: { $eq: 99 } } } }],
      ['no place without a filter', {}],
    ] as const,
    async ([, filter]) => {
      const collection = await target.collection([{ _id: 1, n: [5, 6] }]);
      expect(await codeOf(collection.findOne(filter as Document, { projection: { 'n.$': 1 } }))).toBe(51246);
    },
  );
  cases(
    [
      ['inclusion and exclusion together', { a: 1, b: 0 }, 31254],
      ['exclusion and inclusion together', { a: 0, b: 1 }, 31253],
      ['a path and a path within', { b: 1, 'b.c': 1 }, 31249],
      ['a positional $ of an expression', { 'l.$': { $slice: 1 } }, 31271],
      ['two positional $', { 'l.$': 1, 'n.$': 1 }, 31276],
      ['$elemMatch on a nested path', { 'b.c': { $elemMatch: { x: 1 } } }, 31275],
      ['the positional $ in the middle', { 'l.$.v': 1 }, 31394],
      ['an unknown operator', { a: { $nonsense: 1 } }, 31325],
    ] as const,
    async ([, projection, code]) => {
      const collection = await target.collection([rich]);
      expect(await codeOf(collection.findOne({}, { projection: projection as Document }))).toBe(code);
    },
  );
});

// https://www.mongodb.com/docs/manual/reference/method/cursor.sort/
describe('sort', () => {
  const ids = async (documents: readonly Document[], sort: Document): Promise<unknown[]> =>
    (
      await (
        await target.collection(documents)
      )
        .find()
        .sort(sort as never)
        .toArray()
    ).map(({ _id }) => _id as unknown);
  const mixed = [
    { _id: 1, a: true },
    { _id: 2, a: new ObjectId() },
    { _id: 3, a: 'x' },
    { _id: 4, a: 5 },
    { _id: 5, a: null },
    { _id: 6 },
    { _id: 7, a: new Date() },
    { _id: 8, a: { b: 1 } },
    { _id: 9, a: [] },
    { _id: 10, a: /x/ },
  ];
  cases(
    [
      ['types have their order', mixed, { a: 1, _id: 1 }, [9, 5, 6, 4, 3, 8, 2, 1, 7, 10]],
      ['and the reverse', mixed, { a: -1, _id: 1 }, [10, 7, 1, 2, 8, 3, 4, 5, 6, 9]],
      [
        'ascending by the smallest element',
        [
          { _id: 1, a: [5, 9] },
          { _id: 2, a: [1, 99] },
          { _id: 3, a: 4 },
        ],
        { a: 1 },
        [2, 3, 1],
      ],
      [
        'descending by the largest element',
        [
          { _id: 1, a: [5, 9] },
          { _id: 2, a: [1, 99] },
          { _id: 3, a: 40 },
        ],
        { a: -1 },
        [2, 3, 1],
      ],
      [
        'by a path through an array',
        [
          { _id: 1, a: [{ b: 5 }, { b: 1 }] },
          { _id: 2, a: { b: 3 } },
        ],
        { 'a.b': 1 },
        [1, 2],
      ],
      [
        'numbers of all types together',
        [
          { _id: 1, a: Long.fromNumber(3) },
          { _id: 2, a: 2.5 },
          { _id: 3, a: new Int32(1) },
          { _id: 4, a: BSON.Decimal128.fromString('2.75') },
        ],
        { a: 1 },
        [3, 2, 4, 1],
      ],
      [
        'by bytes, upper case first',
        [
          { _id: 1, a: 'b' },
          { _id: 2, a: 'B' },
          { _id: 3, a: 'a' },
        ],
        { a: 1 },
        [2, 3, 1],
      ],
      [
        'by two fields',
        [
          { _id: 1, a: 1, b: 1 },
          { _id: 2, a: 1, b: 2 },
          { _id: 3, a: 0, b: 9 },
        ],
        { a: 1, b: -1 },
        [3, 2, 1],
      ],
    ] as const,
    async ([, documents, sort, result]) => expect(await ids(documents, sort)).toEqual(result),
  );
});

describe('update and replace', () => {
  calls([
    [
      'updateOne',
      (c) => c.updateOne({ x: 22 }, { $set: { y: 1 } }),
      reported,
      [three[0] as Document, { _id: 2, x: 22, y: 1 }, three[2] as Document],
    ],
    [
      'updateMany',
      (c) => c.updateMany({ x: { $gt: 11 } }, { $inc: { x: 1 } }),
      { ...reported, modifiedCount: 2, matchedCount: 2 },
      [three[0] as Document, { _id: 2, x: 23 }, { _id: 3, x: 34 }],
    ],
    [
      'updateOne that matches nothing',
      (c) => c.updateOne({ x: 99 }, { $set: { y: 1 } }),
      { ...reported, modifiedCount: 0, matchedCount: 0 },
      three,
    ],
    [
      'replaceOne',
      (c) => c.replaceOne({ _id: 2 as never }, { y: 'new' }),
      reported,
      [three[0] as Document, { _id: 2, y: 'new' }, three[2] as Document],
    ],
    ['replaceOne with another _id', (c) => codeOf(c.replaceOne({ _id: 2 as never }, { _id: 9 as never, y: 1 })), 66, three],
    [
      'updateOne sorted',
      (c) => c.updateOne({ x: { $gt: 1 } }, { $set: { y: 1 } }, { sort: { x: -1 } } as never),
      reported,
      [three[0] as Document, three[1] as Document, { _id: 3, x: 33, y: 1 }],
    ],
    [
      'a replacement of many is refused',
      (c) =>
        codeOf(
          target.db
            .command({ update: c.collectionName, updates: [{ q: {}, u: { y: 1 }, multi: true }] })
            .then((r) => Promise.reject(new MongoServerError(r['writeErrors'][0]))),
        ),
      9,
      three,
    ],
  ]);
});

describe('delete', () => {
  calls([
    [
      'deleteOne',
      (c) => c.deleteOne({ x: { $gt: 11 } }),
      { acknowledged: true, deletedCount: 1 },
      [three[0] as Document, three[2] as Document],
    ],
    ['deleteMany', (c) => c.deleteMany({ x: { $gt: 11 } }), { acknowledged: true, deletedCount: 2 }, three.slice(0, 1)],
    ['deleteMany of nothing', (c) => c.deleteMany({ x: 99 }), { acknowledged: true, deletedCount: 0 }, three],
    ['deleteMany of all', (c) => c.deleteMany({}), { acknowledged: true, deletedCount: 3 }, []],
  ]);
  cases([['a limit of 2 is refused']] as const, async () => {
    const collection = await target.collection(three);
    expect(
      await codeOf(
        target.db
          .command({ delete: collection.collectionName, deletes: [{ q: {}, limit: 2 }] })
          .then((answer) =>
            answer['writeErrors'] === undefined ? answer : Promise.reject(new MongoServerError(answer['writeErrors'][0])),
          ),
      ),
    ).toBe(9);
  });
});

// https://www.mongodb.com/docs/manual/reference/command/findAndModify/
describe('findAndModify', () => {
  calls([
    [
      'findOneAndUpdate gives the old',
      (c) => c.findOneAndUpdate({ x: 22 }, { $inc: { x: 1 } }),
      { _id: 2, x: 22 },
      [three[0] as Document, { _id: 2, x: 23 }, three[2] as Document],
    ],
    [
      'findOneAndUpdate gives the new',
      (c) => c.findOneAndUpdate({ x: 22 }, { $inc: { x: 1 } }, { returnDocument: 'after' }),
      { _id: 2, x: 23 },
    ],
    [
      'findOneAndUpdate sorted and projected',
      (c) => c.findOneAndUpdate({}, { $inc: { x: 1 } }, { sort: { x: -1 }, projection: { _id: 0 }, returnDocument: 'after' }),
      { x: 34 },
    ],
    ['findOneAndUpdate of nothing', (c) => c.findOneAndUpdate({ x: 99 }, { $set: { y: 1 } }), null, three],
    [
      'findOneAndUpdate upserts, and the old is null',
      (c) => c.findOneAndUpdate({ _id: 9 as never }, { $set: { y: 1 } }, { upsert: true }),
      null,
      [...three, { _id: 9, y: 1 }],
    ],
    [
      'findOneAndUpdate upserts, and gives the new',
      (c) => c.findOneAndUpdate({ _id: 9 as never }, { $set: { y: 1 } }, { upsert: true, returnDocument: 'after' }),
      { _id: 9, y: 1 },
    ],
    [
      'findOneAndUpdate with array filters',
      async (c) => {
        await c.insertOne({ _id: 4 as never, a: [1, 5] });
        return c.findOneAndUpdate(
          { _id: 4 as never },
          { $set: { 'a.$[e]': 0 } },
          { arrayFilters: [{ e: { $gt: 3 } }], returnDocument: 'after' },
        );
      },
      { _id: 4, a: [1, 0] },
    ],
    [
      'findOneAndUpdate by a pipeline',
      (c) => c.findOneAndUpdate({ _id: 1 as never }, [{ $set: { y: '$x' } }], { returnDocument: 'after' }),
      { _id: 1, x: 11, y: 11 },
    ],
    ['findOneAndReplace', (c) => c.findOneAndReplace({ x: 22 }, { y: 1 }, { returnDocument: 'after' }), { _id: 2, y: 1 }],
    [
      'findOneAndDelete',
      (c) => c.findOneAndDelete({ x: { $gt: 11 } }, { sort: { x: 1 } }),
      { _id: 2, x: 22 },
      [three[0] as Document, three[2] as Document],
    ],
    [
      'the raw answer says what happened',
      async (c) =>
        (await c.findOneAndUpdate({ _id: 9 as never }, { $set: { y: 1 } }, { upsert: true, includeResultMetadata: true })).lastErrorObject,
      { n: 1, updatedExisting: false, upserted: 9 },
    ],
    [
      'remove and update together are refused',
      (c) => codeOf(target.db.command({ findAndModify: c.collectionName, query: {}, remove: true, update: { $set: { a: 1 } } })),
      9,
    ],
    ['neither is refused', (c) => codeOf(target.db.command({ findAndModify: c.collectionName, query: {} })), 9],
  ]);
});

// https://www.mongodb.com/docs/manual/core/bulk-write-operations/
describe('bulkWrite of a collection', () => {
  const operations: AnyBulkWriteOperation[] = [
    { insertOne: { document: { _id: 4 as never, x: 44 } } },
    { updateOne: { filter: { _id: 1 as never }, update: { $set: { x: 0 } } } },
    { updateMany: { filter: { x: { $gt: 20 } }, update: { $inc: { x: 1 } } } },
    { replaceOne: { filter: { _id: 3 as never }, replacement: { y: 1 } } },
    { deleteOne: { filter: { _id: 2 as never } } },
    { updateOne: { filter: { _id: 7 as never }, update: { $set: { x: 7 } }, upsert: true } },
  ];
  cases([['all kinds in order']] as const, async () => {
    const collection = await target.collection(three);
    const result = await collection.bulkWrite(operations);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 5,
      modifiedCount: 5,
      deletedCount: 1,
      upsertedCount: 1,
      upsertedIds: { 5: 7 },
      insertedIds: { 0: 4 },
    });
    expectIdentical(await collection.find({}, exact).sort({ _id: 1 }).toArray(), [
      { _id: 1, x: 0 },
      { _id: 3, y: 1 },
      { _id: 4, x: 45 },
      { _id: 7, x: 7 },
    ]);
  });
  cases([['ordered stops at the failure']] as const, async () => {
    const collection = await target.collection(three);
    const failure = (await collection
      .bulkWrite([{ insertOne: { document: { _id: 1 as never } } }, { insertOne: { document: { _id: 5 as never } } }])
      .catch((error: unknown) => error)) as MongoBulkWriteError;
    expect(failure.code).toBe(11000);
    expect(failure.result.insertedCount).toBe(0);
  });
  cases([['unordered goes on']] as const, async () => {
    const collection = await target.collection(three);
    const failure = (await collection
      .bulkWrite([{ insertOne: { document: { _id: 1 as never } } }, { insertOne: { document: { _id: 5 as never } } }], { ordered: false })
      .catch((error: unknown) => error)) as MongoBulkWriteError;
    expect(failure.result.insertedCount).toBe(1);
  });
});

// https://www.mongodb.com/docs/manual/reference/command/bulkWrite/
describe('bulkWrite of a client', () => {
  cases([['writes to several collections at once']] as const, async () => {
    const [one, two] = [await target.collection(three), await target.collection(three)];
    const result = await target.client.bulkWrite<Record<string, Document>>(
      [
        { name: 'insertOne', namespace: one.namespace, document: { _id: 4, x: 44 } as Document },
        { name: 'updateMany', namespace: two.namespace, filter: { x: { $gt: 11 } }, update: { $inc: { x: 1 } } },
        { name: 'deleteOne', namespace: one.namespace, filter: { _id: 1 as never } },
        { name: 'updateOne', namespace: two.namespace, filter: { _id: 9 as never }, update: { $set: { x: 9 } }, upsert: true },
      ],
      { verboseResults: true },
    );
    expect(result).toMatchObject({ insertedCount: 1, matchedCount: 2, modifiedCount: 2, deletedCount: 1, upsertedCount: 1 });
    expect(await one.countDocuments()).toBe(3);
    expect(await two.countDocuments()).toBe(4);
  });
});
