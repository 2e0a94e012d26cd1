import { describe, expect } from '@jest/globals';
import type { Collection, CreateIndexesOptions, Document, IndexSpecification } from 'mongodb';
import { cases, codeOf, useTarget } from './target.ts';

const target = useTarget('indexes');

/** The stages of a winning plan, outermost first. */
const stagesOf = (plan: Document | undefined): string[] => {
  if (plan === undefined) return [];
  const inner = (plan['queryPlan'] ?? plan) as Document;
  return [
    String(inner['stage']),
    ...stagesOf(inner['inputStage'] as Document | undefined),
    ...((inner['inputStages'] as Document[] | undefined) ?? []).flatMap(stagesOf),
  ];
};

const explained = async (collection: Collection, filter: Document, options: Document = {}): Promise<string[]> => {
  const plan = await collection.find(filter, options).explain('queryPlanner');
  return stagesOf(plan['queryPlanner']['winningPlan'] as Document);
};

// https://www.mongodb.com/docs/manual/reference/method/db.collection.createIndex/
describe('creating and listing indexes', () => {
  cases(
    [
      ['a single field', { a: 1 }, {}, { name: 'a_1', key: { a: 1 } }],
      ['descending', { a: -1 }, {}, { name: 'a_-1', key: { a: -1 } }],
      ['compound', { a: 1, b: -1 }, {}, { name: 'a_1_b_-1', key: { a: 1, b: -1 } }],
      ['an embedded field', { 'a.b': 1 }, {}, { name: 'a.b_1', key: { 'a.b': 1 } }],
      ['a name', { a: 1 }, { name: 'mine' }, { name: 'mine', key: { a: 1 } }],
      ['unique', { a: 1 }, { unique: true }, { unique: true }],
      ['sparse', { a: 1 }, { sparse: true }, { sparse: true }],
      ['partial', { a: 1 }, { partialFilterExpression: { b: { $gt: 5 } } }, { partialFilterExpression: { b: { $gt: 5 } } }],
      ['TTL', { a: 1 }, { expireAfterSeconds: 60 }, { expireAfterSeconds: 60 }],
      ['hidden', { a: 1 }, { hidden: true }, { hidden: true }],
      ['hashed', { a: 'hashed' }, {}, { name: 'a_hashed', key: { a: 'hashed' } }],
      ['collation', { a: 1 }, { collation: { locale: 'vi', strength: 1 } }, { name: 'a_1' }],
    ] as const,
    async ([, key, options, listed]) => {
      const collection = await target.collection([{ a: 1 }]);
      await collection.createIndex(key as IndexSpecification, options as CreateIndexesOptions);
      expect(await collection.listIndexes().toArray()).toMatchObject([
        { v: 2, key: { _id: 1 }, name: '_id_' },
        { v: 2, ...listed },
      ]);
    },
  );
  cases([['the same index twice is one']] as const, async () => {
    const collection = await target.collection([{ a: 1 }]);
    expect(await collection.createIndex({ a: 1 })).toBe('a_1');
    expect(await collection.createIndex({ a: 1 })).toBe('a_1');
    expect(await collection.indexes()).toHaveLength(2);
  });
  cases([['an index makes its collection']] as const, async () => {
    const collection = await target.collection();
    await collection.createIndex({ a: 1 });
    expect(await target.db.listCollections({ name: collection.collectionName }).toArray()).toHaveLength(1);
  });
  cases([['dropIndex and dropIndexes']] as const, async () => {
    const collection = await target.collection([{ a: 1 }]);
    await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }, { key: { c: 1 } }]);
    await collection.dropIndex('a_1');
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'b_1', 'c_1']);
    await collection.dropIndexes();
    expect(await collection.indexes()).toHaveLength(1);
  });
  cases(
    [
      [
        'other options under the same name',
        [
          { key: { a: 1 }, name: 'x' },
          { key: { b: 1 }, name: 'x' },
        ],
        86,
      ],
      [
        'the same key with other options',
        [
          { key: { a: 1 }, name: 'a_1' },
          { key: { a: 1 }, name: 'a_1', unique: true },
        ],
        86,
      ],
      [
        'the same key under another name',
        [
          { key: { a: 1 }, name: 'x' },
          { key: { a: 1 }, name: 'y' },
        ],
        85,
      ],
      ['no key at all', [{ key: {}, name: 'x' }], 67],
      ['an unknown kind', [{ key: { a: 'nonsense' }, name: 'x' }], 67],
      ['a direction of zero', [{ key: { a: 0 }, name: 'x' }], 67],
      ['an unknown option', [{ key: { a: 1 }, name: 'x', nonsense: 1 }], 197],
    ] as const,
    async ([, indexes, code]) => {
      const collection = await target.collection([{ a: 1 }]);
      const create = async (): Promise<void> => {
        for (const index of indexes) await target.db.command({ createIndexes: collection.collectionName, indexes: [index] });
      };
      expect(await codeOf(create())).toBe(code);
    },
  );
  cases(
    [
      ['dropping an index that is not there', (c: Collection) => c.dropIndex('nope'), 27],
      ['dropping the index of _id', (c: Collection) => c.dropIndex('_id_'), 72],
      ['listing the indexes of a collection that is not there', () => target.db.collection('nowhere').listIndexes().toArray(), 26],
    ] as const,
    async ([, work, code]) => {
      const collection = await target.collection([{ a: 1 }]);
      expect(await codeOf(work(collection) as Promise<unknown>)).toBe(code);
    },
  );
});

// https://www.mongodb.com/docs/manual/core/index-unique/
describe('unique indexes', () => {
  cases(
    [
      ['refuse a second equal value', { a: 1 }, {}, [{ a: 1 }, { a: 1 }], 11000],
      ['refuse an equal value of another type', { a: 1 }, {}, [{ a: 1 }, { a: 1.0 }], 11000],
      ['take a missing field for null', { a: 1 }, {}, [{ b: 1 }, { b: 2 }], 11000],
      ['look into arrays', { a: 1 }, {}, [{ a: [1, 2] }, { a: [2, 3] }], 11000],
      [
        'compare all fields of a compound',
        { a: 1, b: 1 },
        {},
        [
          { a: 1, b: 1 },
          { a: 1, b: 1 },
        ],
        11000,
      ],
      ['compare by collation', { a: 1 }, { collation: { locale: 'en', strength: 2 } }, [{ a: 'x' }, { a: 'X' }], 11000],
    ] as const,
    async ([, key, options, documents, code]) => {
      const collection = await target.collection();
      await collection.createIndex(key as IndexSpecification, { unique: true, ...options });
      await collection.insertOne({ ...documents[0] });
      expect(await codeOf(collection.insertOne({ ...documents[1] }))).toBe(code);
      expect(await collection.countDocuments()).toBe(1);
    },
  );
  cases(
    [
      ['allow one array to hold a value twice', { a: 1 }, {}, [{ a: [1, 1] }]],
      [
        'allow other compounds',
        { a: 1, b: 1 },
        {},
        [
          { a: 1, b: 1 },
          { a: 1, b: 2 },
        ],
      ],
      ['sparse: allow many without the field', { a: 1 }, { sparse: true }, [{ b: 1 }, { b: 2 }]],
      [
        'partial: bind only what the filter finds',
        { a: 1 },
        { partialFilterExpression: { on: true } },
        [{ a: 1, on: true }, { a: 1 }, { a: 1, on: false }],
      ],
    ] as const,
    async ([, key, options, documents]) => {
      const collection = await target.collection();
      await collection.createIndex(key as IndexSpecification, { unique: true, ...options });
      await collection.insertMany(documents.map((document) => ({ ...document })));
      expect(await collection.countDocuments()).toBe(documents.length);
    },
  );
  cases([['an update that would collide is refused and undone']] as const, async () => {
    const collection = await target.collection([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ]);
    await collection.createIndex({ a: 1 }, { unique: true });
    expect(await codeOf(collection.updateOne({ _id: 2 as never }, { $set: { a: 1 } }))).toBe(11000);
    expect(await collection.findOne({ _id: 2 as never })).toEqual({ _id: 2, a: 2 });
  });
  cases([['cannot be built over duplicates']] as const, async () => {
    const collection = await target.collection([{ a: 1 }, { a: 1 }]);
    expect(await codeOf(collection.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
    expect(await collection.indexes()).toHaveLength(1);
  });
  cases([['a value is free again once its document is gone']] as const, async () => {
    const collection = await target.collection([{ _id: 1, a: 1 }]);
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.deleteOne({ a: 1 });
    expect((await collection.insertOne({ a: 1 })).acknowledged).toBe(true);
  });
});

// https://www.mongodb.com/docs/manual/reference/explain-results/
describe('explain and hint', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ _id: index, a: index % 10, b: `s${index}`, l: [index, index + 100] }));
  const prepared = async (): Promise<Collection> => {
    const collection = await target.collection(many);
    await collection.createIndexes([{ key: { a: 1, b: 1 } }, { key: { b: 1 } }, { key: { l: 1 } }]);
    return collection;
  };
  cases(
    [
      ['an equality', { a: 3 }, {}],
      ['a range', { a: { $gt: 3, $lt: 5 } }, {}],
      ['$in', { a: { $in: [1, 2] } }, {}],
      ['a prefix of text', { b: /^s1/ }, {}],
      ['an array’s element', { l: 105 }, {}],
      ['an order', {}, { sort: { a: 1, b: 1 } }],
      ['an order backwards', {}, { sort: { a: -1, b: -1 } }],
      ['an equality with an order', { a: 3 }, { sort: { b: 1 } }],
    ] as const,
    async ([, filter, options]) => {
      const stages = await explained(await prepared(), filter as Document, options);
      expect(stages).toContain('IXSCAN');
      expect(stages).not.toContain('COLLSCAN');
      expect(stages).not.toContain('SORT');
    },
  );
  cases(
    [
      ['a field without an index', { c: 1 }, {}, 'COLLSCAN'],
      ['an order without an index', { a: 3 }, { sort: { l: 1, c: 1 } }, 'SORT'],
      ['the natural order by hint', { a: 3 }, { hint: { $natural: 1 } }, 'COLLSCAN'],
    ] as const,
    async ([, filter, options, stage]) =>
      expect(await explained(await prepared(), filter as Document, options as Document)).toContain(stage),
  );
  cases([['executionStats count what was looked at']] as const, async () => {
    const plan = await (await prepared()).find({ a: 3 }).explain('executionStats');
    expect(plan['executionStats']).toMatchObject({ executionSuccess: true, nReturned: 6, totalKeysExamined: 6, totalDocsExamined: 6 });
  });
  cases([['a hint by name or key is obeyed']] as const, async () => {
    const collection = await prepared();
    const names = await Promise.all(
      ['b_1', { b: 1 }].map(async (hint) =>
        JSON.stringify((await collection.find({ a: 3 }, { hint }).explain('queryPlanner'))['queryPlanner']['winningPlan']),
      ),
    );
    for (const plan of names) expect(plan).toContain('"indexName":"b_1"');
    expect(await collection.find({ a: 3 }, { hint: 'b_1' }).toArray()).toHaveLength(6);
  });
  cases([['a hint to an index that is not there is refused']] as const, async () => {
    expect(await codeOf((await prepared()).find({ a: 3 }, { hint: 'nope_1' }).toArray())).toBe(2);
  });
  cases([['a hidden index is not used']] as const, async () => {
    const collection = await target.collection(many);
    await collection.createIndex({ a: 1 }, { hidden: true });
    expect(await explained(collection, { a: 1 })).toContain('COLLSCAN');
  });
  cases([['updates, deletes, counts and pipelines explain too']] as const, async () => {
    const collection = await prepared();
    for (const command of [
      { update: collection.collectionName, updates: [{ q: { a: 3 }, u: { $set: { z: 1 } } }] },
      { delete: collection.collectionName, deletes: [{ q: { a: 3 }, limit: 0 }] },
      { count: collection.collectionName, query: { a: 3 } },
      { distinct: collection.collectionName, key: 'a', query: { a: 3 } },
      { findAndModify: collection.collectionName, query: { a: 3 }, remove: true },
    ]) {
      const plan = await target.db.command({ explain: command, verbosity: 'queryPlanner' });
      expect(JSON.stringify(plan)).toContain('"indexName":"a_1_b_1"');
    }
    expect(JSON.stringify(await collection.aggregate([{ $match: { a: 3 } }]).explain('queryPlanner'))).toContain('a_1_b_1');
    expect(await collection.countDocuments()).toBe(60);
  });
});

// https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
describe('indexes give what a scan gives', () => {
  const odd = [
    { _id: 1, a: [1, [2, 3]] },
    { _id: 2, a: [] },
    { _id: 3, a: null },
    { _id: 4 },
    { _id: 5, a: { b: [1, 2] } },
    { _id: 6, a: [{ b: 1 }, { b: null }] },
    { _id: 7, a: [{ c: 1 }] },
    { _id: 8, a: 'x' },
    { _id: 9, a: [[]] },
  ];
  cases(
    [
      ['null', { a: null }],
      ['not null', { a: { $ne: null } }],
      ['exists', { a: { $exists: true } }],
      ['does not exist', { a: { $exists: false } }],
      ['an empty array', { a: [] }],
      ['a nested array', { a: [2, 3] }],
      ['an element', { a: 1 }],
      ['an inner field', { 'a.b': 1 }],
      ['an inner null', { 'a.b': null }],
      ['an inner range', { 'a.b': { $gte: 1 } }],
      ['a negation', { a: { $not: { $gt: 0 } } }],
      ['$nin', { a: { $nin: [1, 'x'] } }],
      ['a type', { a: { $type: 'array' } }],
      ['$elemMatch', { a: { $elemMatch: { b: 1 } } }],
      ['$size', { a: { $size: 0 } }],
      ['$or', { $or: [{ a: 1 }, { 'a.b': 2 }] }],
      ['$all', { a: { $all: [1] } }],
      ['$in with null', { a: { $in: [null, 'x'] } }],
    ] as const,
    async ([, filter]) => {
      const collection = await target.collection(odd);
      const ids = async (): Promise<unknown[]> =>
        (
          await collection
            .find(filter as Document)
            .sort({ _id: 1 })
            .toArray()
        ).map(({ _id }) => _id as unknown);
      const scanned = await ids();
      await collection.createIndexes([{ key: { a: 1 } }, { key: { 'a.b': -1 } }]);
      expect(await ids()).toEqual(scanned);
    },
  );
  cases([['two arrays in one compound index are refused']] as const, async () => {
    const collection = await target.collection();
    await collection.createIndex({ a: 1, b: 1 });
    expect(await codeOf(collection.insertOne({ a: [1], b: [1] }))).toBe(171);
  });
});

// https://www.mongodb.com/docs/manual/core/index-ttl/
describe('TTL indexes', () => {
  cases([['collMod changes the time']] as const, async () => {
    const collection = await target.collection([{ a: new Date() }]);
    await collection.createIndex({ a: 1 }, { expireAfterSeconds: 60 });
    await target.db.command({ collMod: collection.collectionName, index: { keyPattern: { a: 1 }, expireAfterSeconds: 120 } });
    expect(await collection.indexes()).toMatchObject([{}, { expireAfterSeconds: 120 }]);
  });
  cases([['a negative time is refused']] as const, async () => {
    const collection = await target.collection([{ a: 1 }]);
    expect(await codeOf(collection.createIndex({ a: 1 }, { expireAfterSeconds: -1 }))).toBe(67);
  });
});

// https://www.mongodb.com/docs/manual/core/link-text-indexes/
describe('text indexes', () => {
  const texts = [
    { _id: 1, t: 'Nguyễn Thị Hòa sống ở Đông Hà', n: 'river' },
    { _id: 2, t: 'coffee and cake', n: 'coffee' },
    { _id: 3, t: 'coffee shop', n: 'tea' },
    { _id: 4, t: 'baking bread', n: 'cakes' },
  ];
  const found = async (search: string, more: Document = {}): Promise<unknown[]> => {
    const collection = await target.collection(texts);
    await collection.createIndex({ t: 'text', n: 'text' });
    return (
      await collection
        .find({ $text: { $search: search, ...more } })
        .sort({ _id: 1 })
        .toArray()
    ).map(({ _id }) => _id as unknown);
  };
  cases(
    [
      ['one word', 'shop', {}, [3]],
      ['any of several', 'shop bread', {}, [3, 4]],
      ['without regard to case', 'COFFEE', {}, [2, 3]],
      ['without diacritics', 'hoa', {}, [1]],
      ['with diacritics', 'Hòa', {}, [1]],
      ['word stems', 'cake', {}, [2, 4]],
      ['a phrase', '"coffee shop"', {}, [3]],
      ['without a word', 'coffee -shop', {}, [2]],
      ['stop words say nothing', 'and', {}, []],
      ['by case when told', 'Coffee', { $caseSensitive: true }, []],
      ['by diacritics when told', 'hoa', { $diacriticSensitive: true }, []],
    ] as const,
    async ([, search, more, ids]) => expect(await found(search, more)).toEqual(ids),
  );
  cases([['the score orders and is shown']] as const, async () => {
    const collection = await target.collection(texts);
    await collection.createIndex({ t: 'text', n: 'text' }, { weights: { t: 1, n: 10 } });
    const scored = await collection
      .find({ $text: { $search: 'coffee' } })
      .project({ _id: 1, score: { $meta: 'textScore' } })
      .sort({ score: { $meta: 'textScore' } })
      .toArray();
    expect(scored.map(({ _id }) => _id as unknown)).toEqual([2, 3]);
    expect(scored[0]?.['score']).toBeGreaterThan(scored[1]?.['score'] as number);
  });
  cases([['a pipeline can begin with it']] as const, async () => {
    const collection = await target.collection(texts);
    await collection.createIndex({ t: 'text' });
    expect(await collection.aggregate([{ $match: { $text: { $search: 'bread' } } }, { $project: { _id: 1 } }]).toArray()).toEqual([
      { _id: 4 },
    ]);
  });
});
