import { describe, expect } from '@jest/globals';
import { type Document, Double, Int32, Long } from 'mongodb';
import { cases, codeOf, exact, expectIdentical, useTarget } from './target.ts';

const target = useTarget('stages');

type Piped = readonly [name: string, documents: readonly Document[], pipeline: Document[], result: readonly Document[]];
type Refused = readonly [name: string, pipeline: Document[], code: number];

const gives = (rows: readonly Piped[]): void =>
  cases(rows, async ([, documents, pipeline, result]) => {
    const collection = await target.collection(documents);
    expectIdentical(await collection.aggregate(pipeline, exact).toArray(), result);
  });

const refuses = (rows: readonly Refused[]): void =>
  cases(rows, async ([, pipeline, code]) => {
    const collection = await target.collection([{ _id: 1, a: 1, s: 'x' }]);
    expect(await codeOf(collection.aggregate(pipeline).toArray())).toBe(code);
  });

const d = (value: number): Double => new Double(value);
const l = (value: number): Long => Long.fromNumber(value);

const sales = [
  { _id: 1, item: 'a', price: 10, quantity: 2, tags: ['x', 'y'] },
  { _id: 2, item: 'b', price: 20, quantity: 1, tags: ['y'] },
  { _id: 3, item: 'a', price: 5, quantity: 10, tags: [] },
  { _id: 4, item: 'c', price: new Double(2.5), quantity: 4 },
];

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/group/
describe('$group', () => {
  const byItem = { $sort: { _id: 1 } };
  gives([
    [
      'counts and sums, an int stays an int',
      sales,
      [{ $group: { _id: '$item', n: { $sum: 1 }, total: { $sum: '$quantity' } } }, byItem],
      [
        { _id: 'a', n: 2, total: 12 },
        { _id: 'b', n: 1, total: 1 },
        { _id: 'c', n: 1, total: 4 },
      ],
    ],
    [
      'averages are doubles',
      sales,
      [{ $match: { item: 'a' } }, { $group: { _id: null, mean: { $avg: '$price' } } }],
      [{ _id: null, mean: d(7.5) }],
    ],
    ['sums of ints and doubles are doubles', sales, [{ $group: { _id: null, sum: { $sum: '$price' } } }], [{ _id: null, sum: d(37.5) }]],
    [
      'by an expression',
      sales,
      [{ $group: { _id: { $gt: ['$price', 9] }, ids: { $push: '$_id' } } }, byItem],
      [
        { _id: false, ids: [3, 4] },
        { _id: true, ids: [1, 2] },
      ],
    ],
    ['by a document', sales, [{ $match: { item: 'b' } }, { $group: { _id: { i: '$item', x: '$nope' } } }], [{ _id: { i: 'b' } }]],
    [
      'all in one',
      sales,
      [{ $group: { _id: null, min: { $min: '$price' }, max: { $max: '$price' } } }],
      [{ _id: null, min: d(2.5), max: 20 }],
    ],
    ['missing keys are null', [{ _id: 1 }, { _id: 2, k: null }], [{ $group: { _id: '$k', n: { $sum: 1 } } }], [{ _id: null, n: 2 }]],
    [
      'equal numbers of different types are one key',
      [
        { _id: 1, k: 1 },
        { _id: 2, k: d(1) },
        { _id: 3, k: l(1) },
      ],
      [{ $group: { _id: '$k', n: { $sum: 1 } } }],
      [{ _id: 1, n: 3 }],
    ],
    [
      '$first and $last follow the order',
      sales,
      [{ $sort: { _id: 1 } }, { $group: { _id: '$item', f: { $first: '$price' }, l: { $last: '$price' } } }, byItem, { $limit: 1 }],
      [{ _id: 'a', f: 10, l: 5 }],
    ],
    [
      '$push passes over what is missing',
      [{ _id: 1, a: 1 }, { _id: 2 }, { _id: 3, a: null }],
      [{ $group: { _id: null, a: { $push: '$a' } } }],
      [{ _id: null, a: [1, null] }],
    ],
    [
      '$addToSet keeps distinct values',
      sales,
      [{ $group: { _id: null, items: { $addToSet: '$item' } } }, { $project: { items: { $sortArray: { input: '$items', sortBy: 1 } } } }],
      [{ _id: null, items: ['a', 'b', 'c'] }],
    ],
    ['$count', sales, [{ $group: { _id: null, n: { $count: {} } } }], [{ _id: null, n: 4 }]],
    [
      '$mergeObjects',
      [
        { _id: 1, o: { a: 1 } },
        { _id: 2, o: { b: 2 } },
      ],
      [{ $group: { _id: null, o: { $mergeObjects: '$o' } } }],
      [{ _id: null, o: { a: 1, b: 2 } }],
    ],
    [
      '$stdDevPop and $stdDevSamp',
      [
        { _id: 1, a: 2 },
        { _id: 2, a: 4 },
      ],
      [{ $group: { _id: null, p: { $stdDevPop: '$a' }, s: { $stdDevSamp: '$a' } } }],
      [{ _id: null, p: d(1), s: d(Math.SQRT2) }],
    ],
    [
      '$top and $bottom',
      sales,
      [
        {
          $group: {
            _id: null,
            t: { $top: { output: '$_id', sortBy: { price: -1 } } },
            b: { $bottom: { output: '$_id', sortBy: { price: -1 } } },
          },
        },
      ],
      [{ _id: null, t: 2, b: 4 }],
    ],
    [
      '$topN and $bottomN',
      sales,
      [
        {
          $group: {
            _id: null,
            t: { $topN: { n: 2, output: '$_id', sortBy: { price: 1 } } },
            b: { $bottomN: { n: 2, output: '$_id', sortBy: { price: 1 } } },
          },
        },
      ],
      [{ _id: null, t: [4, 3], b: [1, 2] }],
    ],
    [
      '$firstN and $lastN',
      sales,
      [{ $sort: { _id: 1 } }, { $group: { _id: null, f: { $firstN: { n: 2, input: '$_id' } }, l: { $lastN: { n: 2, input: '$_id' } } } }],
      [{ _id: null, f: [1, 2], l: [3, 4] }],
    ],
    [
      '$maxN and $minN',
      sales,
      [{ $group: { _id: null, x: { $maxN: { n: 2, input: '$quantity' } }, n: { $minN: { n: 2, input: '$quantity' } } } }],
      [{ _id: null, x: [10, 4], n: [1, 2] }],
    ],
    [
      '$median',
      sales,
      [{ $group: { _id: null, m: { $median: { input: '$quantity', method: 'approximate' } } } }],
      [{ _id: null, m: d(2) }],
    ],
    [
      'a sum of nothing is zero',
      [{ _id: 1 }],
      [{ $group: { _id: null, s: { $sum: '$a' }, a: { $avg: '$a' } } }],
      [{ _id: null, s: 0, a: null }],
    ],
    ['no documents, no groups', [], [{ $group: { _id: null, n: { $sum: 1 } } }], []],
  ]);
  refuses([
    ['a group without _id', [{ $group: { n: { $sum: 1 } } }], 15955],
    ['an unknown accumulator', [{ $group: { _id: null, n: { $nonsense: 1 } } }], 15952],
    ['a field that is no accumulator', [{ $group: { _id: null, n: 1 } }], 40234],
    ['a dotted field', [{ $group: { _id: null, 'a.b': { $sum: 1 } } }], 40235],
    ['two accumulators in a field', [{ $group: { _id: null, n: { $sum: 1, $avg: 1 } } }], 40238],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/project/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/addFields/
describe('stages that shape documents', () => {
  const one = [{ _id: 1, a: { b: 1, c: 2 }, l: [{ x: 1, y: 2 }, { x: 3 }], s: 'z' }];
  gives([
    ['$project includes', one, [{ $project: { s: 1 } }], [{ _id: 1, s: 'z' }]],
    ['$project leaves the _id out', one, [{ $project: { s: 1, _id: 0 } }], [{ s: 'z' }]],
    ['$project excludes', one, [{ $project: { a: 0, l: 0 } }], [{ _id: 1, s: 'z' }]],
    ['$project of a path', one, [{ $project: { 'a.b': 1, 'l.x': 1 } }], [{ _id: 1, a: { b: 1 }, l: [{ x: 1 }, { x: 3 }] }]],
    ['$project of a nested document', one, [{ $project: { a: { c: 1 } } }], [{ _id: 1, a: { c: 2 } }]],
    ['$project excludes a path', one, [{ $project: { 'a.b': 0, l: 0 } }], [{ _id: 1, a: { c: 2 }, s: 'z' }]],
    ['$project computes', one, [{ $project: { t: { $concat: ['$s', '!'] }, b: '$a.b' } }], [{ _id: 1, t: 'z!', b: 1 }]],
    ['$project computes within', one, [{ $project: { 'a.d': '$s' } }], [{ _id: 1, a: { d: 'z' } }]],
    ['$project of a literal', one, [{ $project: { v: { $literal: 1 } } }], [{ _id: 1, v: 1 }]],
    ['$project of an array', one, [{ $project: { v: ['$s', '$a.b', '$nope'] } }], [{ _id: 1, v: ['z', 1, null] }]],
    ['a computed missing value is no field', one, [{ $project: { v: '$nope' } }], [{ _id: 1 }]],
    ['$addFields adds behind', [{ _id: 1, a: 1 }], [{ $addFields: { b: '$a', a: 5 } }], [{ _id: 1, a: 5, b: 1 }]],
    ['$set is the same', [{ _id: 1, a: { x: 1 } }], [{ $set: { 'a.y': 2, z: { w: 3 } } }], [{ _id: 1, a: { x: 1, y: 2 }, z: { w: 3 } }]],
    [
      '$addFields in documents of an array',
      one,
      [{ $project: { l: 1 } }, { $set: { 'l.z': 0 } }],
      [
        {
          _id: 1,
          l: [
            { x: 1, y: 2, z: 0 },
            { x: 3, z: 0 },
          ],
        },
      ],
    ],
    ['$unset of one and of several', one, [{ $unset: 'l' }, { $unset: ['a.b', 's'] }], [{ _id: 1, a: { c: 2 } }]],
    ['$replaceRoot', one, [{ $replaceRoot: { newRoot: '$a' } }], [{ b: 1, c: 2 }]],
    ['$replaceWith', one, [{ $replaceWith: { $mergeObjects: [{ q: 0 }, '$a'] } }], [{ q: 0, b: 1, c: 2 }]],
    [
      '$redact',
      [{ _id: 1, level: 1, in: { level: 5, secret: true }, list: [{ level: 1 }, { level: 9 }] }],
      [{ $redact: { $cond: [{ $lte: ['$level', 3] }, '$$DESCEND', '$$PRUNE'] } }],
      [{ _id: 1, level: 1, list: [{ level: 1 }] }],
    ],
  ]);
  refuses([
    ['inclusion and exclusion together', [{ $project: { a: 1, b: 0 } }], 31254],
    ['an empty $project', [{ $project: {} }], 51272],
    ['a path and a path within', [{ $project: { a: 1, 'a.b': 1 } }], 31249],
    ['$replaceRoot with no document', [{ $replaceRoot: { newRoot: '$a' } }], 40228],
    ['$unset of a number', [{ $unset: 5 }], 31002],
    ['$addFields of no document', [{ $addFields: 5 }], 40272],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/unwind/
describe('stages that pass, cut and spread', () => {
  gives([
    [
      '$match, $sort, $skip and $limit',
      sales,
      [{ $match: { price: { $gt: 2 } } }, { $sort: { price: 1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { price: 1 } }],
      [
        { _id: 3, price: 5 },
        { _id: 1, price: 10 },
      ],
    ],
    [
      '$sort by two keys',
      sales,
      [{ $sort: { item: -1, price: 1 } }, { $project: { _id: 1 } }],
      [{ _id: 4 }, { _id: 2 }, { _id: 3 }, { _id: 1 }],
    ],
    ['$count', sales, [{ $match: { item: 'a' } }, { $count: 'n' }], [{ n: 2 }]],
    ['$count of nothing gives no document', sales, [{ $match: { item: 'z' } }, { $count: 'n' }], []],
    [
      '$unwind leaves out what is empty',
      sales,
      [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 2, tags: 'y' },
      ],
    ],
    [
      '$unwind keeps it when told',
      sales,
      [{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $match: { _id: { $gte: 3 } } }, { $project: { tags: 1 } }],
      [{ _id: 3 }, { _id: 4 }],
    ],
    [
      '$unwind with the place, a long',
      [
        { _id: 1, a: ['x', 'y'] },
        { _id: 2, a: 'z' },
      ],
      [{ $unwind: { path: '$a', includeArrayIndex: 'i' } }],
      [
        { _id: 1, a: 'x', i: l(0) },
        { _id: 1, a: 'y', i: l(1) },
        { _id: 2, a: 'z', i: null },
      ],
    ],
    ['$unwind of a scalar', [{ _id: 1, a: 5 }], [{ $unwind: '$a' }], [{ _id: 1, a: 5 }]],
    [
      '$unwind of a path',
      [{ _id: 1, o: { a: [1, 2], b: 3 } }],
      [{ $unwind: '$o.a' }],
      [
        { _id: 1, o: { a: 1, b: 3 } },
        { _id: 1, o: { a: 2, b: 3 } },
      ],
    ],
    [
      '$sample of more than there are gives all',
      sales,
      [{ $sample: { size: 10 } }, { $sort: { _id: 1 } }, { $project: { _id: 1 } }],
      [{ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 4 }],
    ],
    ['$sample gives so many', sales, [{ $sample: { size: 2 } }, { $count: 'n' }], [{ n: 2 }]],
    ['$sortByCount', sales, [{ $sortByCount: '$item' }, { $limit: 1 }], [{ _id: 'a', count: 2 }]],
    ['$documents starts without a collection', [], [{ $limit: 1 }], []],
  ]);
  refuses([
    ['$limit of zero', [{ $limit: 0 }], 15958],
    ['$skip of a negative', [{ $skip: -1 }], 5107200],
    ['$limit of text', [{ $limit: 'x' }], 2107201],
    ['$sort by 2', [{ $sort: { a: 2 } }], 15975],
    ['$sort without keys', [{ $sort: {} }], 15976],
    ['$unwind without a dollar', [{ $unwind: 'a' }], 28818],
    ['$unwind without a path', [{ $unwind: {} }], 28812],
    ['$count into no name', [{ $count: '' }], 40156],
    ['$sample of zero', [{ $sample: { size: 0 } }], 28747],
    ['an unknown stage', [{ $nonsense: {} }], 40324],
    ['a stage of two names', [{ $match: {}, $limit: 1 }], 40323],
    ['$match of no document', [{ $match: 5 }], 15959],
    ['$sortByCount of a constant', [{ $sortByCount: 'x' }], 40148],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/bucket/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/bucketAuto/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/facet/
describe('$bucket, $bucketAuto and $facet', () => {
  const ages = [1, 5, 12, 17, 30, 44, 70].map((age, index) => ({ _id: index, age }));
  gives([
    [
      '$bucket counts between boundaries',
      ages,
      [{ $bucket: { groupBy: '$age', boundaries: [0, 18, 65], default: 'old' } }],
      [
        { _id: 0, count: 4 },
        { _id: 18, count: 2 },
        { _id: 'old', count: 1 },
      ],
    ],
    [
      '$bucket with outputs',
      ages,
      [{ $bucket: { groupBy: '$age', boundaries: [0, 18, 100], output: { oldest: { $max: '$age' } } } }],
      [
        { _id: 0, oldest: 17 },
        { _id: 18, oldest: 70 },
      ],
    ],
    [
      '$bucketAuto cuts evenly',
      ages.slice(0, 6),
      [{ $bucketAuto: { groupBy: '$age', buckets: 3 } }],
      [
        { _id: { min: 1, max: 12 }, count: 2 },
        { _id: { min: 12, max: 30 }, count: 2 },
        { _id: { min: 30, max: 44 }, count: 2 },
      ],
    ],
    [
      '$bucketAuto does not part equals',
      [1, 1, 1, 2].map((age, index) => ({ _id: index, age })),
      [{ $bucketAuto: { groupBy: '$age', buckets: 2 } }],
      [
        { _id: { min: 1, max: 2 }, count: 3 },
        { _id: { min: 2, max: 2 }, count: 1 },
      ],
    ],
    [
      '$facet runs pipelines side by side',
      ages,
      [{ $facet: { young: [{ $match: { age: { $lt: 18 } } }, { $count: 'n' }], first: [{ $limit: 1 }] } }],
      [{ young: [{ n: 4 }], first: [{ _id: 0, age: 1 }] }],
    ],
  ]);
  refuses([
    ['boundaries out of order', [{ $bucket: { groupBy: '$a', boundaries: [5, 1] } }], 40194],
    ['boundaries of two types', [{ $bucket: { groupBy: '$a', boundaries: [1, 'x'] } }], 40193],
    ['one boundary', [{ $bucket: { groupBy: '$a', boundaries: [1] } }], 40192],
    ['a value outside without a default', [{ $bucket: { groupBy: '$a', boundaries: [5, 9] } }], 40066],
    ['no buckets', [{ $bucketAuto: { groupBy: '$a', buckets: 0 } }], 40243],
    ['$facet in $facet', [{ $facet: { a: [{ $facet: { b: [] } }] } }], 40600],
    ['$out in $facet', [{ $facet: { a: [{ $out: 'x' }] } }], 40600],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/lookup/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/graphLookup/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/unionWith/
describe('stages that read other collections', () => {
  const orders = [{ _id: 1, item: 'a', n: 2 }, { _id: 2, item: 'b', n: 9 }, { _id: 3 }, { _id: 4, item: ['a', 'b'] }];
  const stock = [{ _id: 'S1', sku: 'a', have: 5 }, { _id: 'S2', sku: 'b', have: 5 }, { _id: 'S3', sku: null }, { _id: 'S4' }];

  cases(
    [
      [
        '$lookup joins by equality, null joins what is missing',
        [{ $lookup: { from: 'STOCK', localField: 'item', foreignField: 'sku', as: 's' } }, { $project: { ids: '$s._id' } }],
        [
          { _id: 1, ids: ['S1'] },
          { _id: 2, ids: ['S2'] },
          { _id: 3, ids: ['S3', 'S4'] },
          { _id: 4, ids: ['S1', 'S2'] },
        ],
      ],
      [
        '$lookup by a pipeline with variables',
        [
          { $match: { _id: { $lte: 2 } } },
          {
            $lookup: {
              from: 'STOCK',
              let: { i: '$item', n: '$n' },
              pipeline: [
                { $match: { $expr: { $and: [{ $eq: ['$sku', '$$i'] }, { $gte: ['$have', '$$n'] }] } } },
                { $project: { have: 1, _id: 0 } },
              ],
              as: 's',
            },
          },
          { $project: { s: 1 } },
        ],
        [
          { _id: 1, s: [{ have: 5 }] },
          { _id: 2, s: [] },
        ],
      ],
      [
        '$lookup by fields and a pipeline',
        [
          { $match: { _id: 1 } },
          { $lookup: { from: 'STOCK', localField: 'item', foreignField: 'sku', pipeline: [{ $project: { sku: 1, _id: 0 } }], as: 's' } },
        ],
        [{ _id: 1, item: 'a', n: 2, s: [{ sku: 'a' }] }],
      ],
      [
        '$lookup without a condition',
        [{ $match: { _id: 1 } }, { $lookup: { from: 'STOCK', pipeline: [{ $count: 'n' }], as: 's' } }, { $project: { s: 1 } }],
        [{ _id: 1, s: [{ n: 4 }] }],
      ],
      [
        '$lookup in a collection that is not there',
        [{ $match: { _id: 1 } }, { $lookup: { from: 'nowhere', localField: 'item', foreignField: 'x', as: 's' } }, { $project: { s: 1 } }],
        [{ _id: 1, s: [] }],
      ],
      ['$unionWith appends', [{ $project: { _id: 1 } }, { $unionWith: 'STOCK' }, { $project: { _id: 1 } }, { $count: 'n' }], [{ n: 8 }]],
      [
        '$unionWith by a pipeline',
        [
          { $limit: 1 },
          { $project: { _id: 1 } },
          { $unionWith: { coll: 'STOCK', pipeline: [{ $match: { sku: 'a' } }, { $project: { have: 1 } }] } },
        ],
        [{ _id: 1 }, { _id: 'S1', have: 5 }],
      ],
    ] as const,
    async ([, pipeline, result]) => {
      const [left, right] = [await target.collection(orders), await target.collection(stock)];
      const named = JSON.parse(JSON.stringify(pipeline).replaceAll('STOCK', right.collectionName)) as Document[];
      expectIdentical(await left.aggregate(named, exact).toArray(), result);
    },
  );

  cases([['$graphLookup follows references to a depth']] as const, async () => {
    const people = await target.collection([{ _id: 'd' }, { _id: 'c', boss: 'd' }, { _id: 'b', boss: 'c' }, { _id: 'a', boss: 'b' }]);
    const follow = (more: Document): Document => ({
      $graphLookup: { from: people.collectionName, startWith: '$boss', connectFromField: 'boss', connectToField: '_id', as: 'up', ...more },
    });
    const above = async (more: Document): Promise<unknown[]> => {
      const [found] = await people
        .aggregate([{ $match: { _id: 'a' } }, follow(more), { $project: { up: { $sortArray: { input: '$up', sortBy: { _id: 1 } } } } }])
        .toArray();
      return found?.['up'] as unknown[];
    };
    expect(await above({})).toEqual([{ _id: 'b', boss: 'c' }, { _id: 'c', boss: 'd' }, { _id: 'd' }]);
    expect(await above({ maxDepth: 1, depthField: 'far' })).toEqual([
      { _id: 'b', boss: 'c', far: 0 },
      { _id: 'c', boss: 'd', far: 1 },
    ]);
    expect(await above({ restrictSearchWithMatch: { boss: { $exists: true } } })).toEqual([
      { _id: 'b', boss: 'c' },
      { _id: 'c', boss: 'd' },
    ]);
  });

  refuses([
    ['$lookup without as', [{ $lookup: { from: 'x', localField: 'a', foreignField: 'b' } }], 9],
    ['$lookup without a condition or a pipeline', [{ $lookup: { from: 'x', as: 'y' } }], 9],
    ['an unknown stage within $lookup', [{ $lookup: { from: 'x', pipeline: [{ $nonsense: 1 }], as: 'y' } }], 40324],
    ['$graphLookup without as', [{ $graphLookup: { from: 'x', startWith: 1, connectFromField: 'a', connectToField: 'b' } }], 40105],
    ['an unknown option of $lookup', [{ $lookup: { from: 'x', as: 'y', pipeline: [], nonsense: 1 } }], 9],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/setWindowFields/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/densify/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/fill/
describe('windows, densify and fill', () => {
  const cakes = [
    { _id: 1, state: 'CA', day: 1, sold: 10 },
    { _id: 2, state: 'CA', day: 2, sold: 30 },
    { _id: 3, state: 'CA', day: 4, sold: 20 },
    { _id: 4, state: 'WA', day: 1, sold: 5 },
    { _id: 5, state: 'WA', day: 2, sold: 5 },
  ];
  const windowed = (sortBy: Document, output: Document): Document[] => [
    { $setWindowFields: { partitionBy: '$state', sortBy, output } },
    { $sort: { _id: 1 } },
    { $project: { r: 1 } },
  ];
  gives([
    [
      'a running sum by partition',
      cakes,
      windowed({ day: 1 }, { r: { $sum: '$sold', window: { documents: ['unbounded', 'current'] } } }),
      [
        { _id: 1, r: 10 },
        { _id: 2, r: 40 },
        { _id: 3, r: 60 },
        { _id: 4, r: 5 },
        { _id: 5, r: 10 },
      ],
    ],
    [
      'a window of neighbours',
      cakes,
      windowed({ day: 1 }, { r: { $avg: '$sold', window: { documents: [-1, 0] } } }),
      [
        { _id: 1, r: d(10) },
        { _id: 2, r: d(20) },
        { _id: 3, r: d(25) },
        { _id: 4, r: d(5) },
        { _id: 5, r: d(5) },
      ],
    ],
    [
      'a window of a range',
      cakes,
      windowed({ day: 1 }, { r: { $sum: '$sold', window: { range: [-1, 'current'] } } }),
      [
        { _id: 1, r: 10 },
        { _id: 2, r: 40 },
        { _id: 3, r: 20 },
        { _id: 4, r: 5 },
        { _id: 5, r: 10 },
      ],
    ],
    [
      'the whole partition without a window',
      cakes,
      windowed({ day: 1 }, { r: { $max: '$sold' } }),
      [
        { _id: 1, r: 30 },
        { _id: 2, r: 30 },
        { _id: 3, r: 30 },
        { _id: 4, r: 5 },
        { _id: 5, r: 5 },
      ],
    ],
    [
      '$rank leaves gaps',
      cakes,
      windowed({ sold: 1 }, { r: { $rank: {} } }),
      [
        { _id: 1, r: 1 },
        { _id: 2, r: 3 },
        { _id: 3, r: 2 },
        { _id: 4, r: 1 },
        { _id: 5, r: 1 },
      ],
    ],
    [
      '$denseRank does not',
      [
        { _id: 1, s: 1 },
        { _id: 2, s: 1 },
        { _id: 3, s: 2 },
      ],
      [{ $setWindowFields: { sortBy: { s: 1 }, output: { r: { $denseRank: {} }, k: { $rank: {} }, n: { $documentNumber: {} } } } }],
      [
        { _id: 1, s: 1, r: 1, k: 1, n: 1 },
        { _id: 2, s: 1, r: 1, k: 1, n: 2 },
        { _id: 3, s: 2, r: 2, k: 3, n: 3 },
      ],
    ],
    [
      '$shift looks behind',
      cakes,
      windowed({ day: 1 }, { r: { $shift: { output: '$sold', by: -1, default: 'none' } } }),
      [
        { _id: 1, r: 'none' },
        { _id: 2, r: 10 },
        { _id: 3, r: 30 },
        { _id: 4, r: 'none' },
        { _id: 5, r: 5 },
      ],
    ],
    [
      '$derivative',
      cakes,
      windowed({ day: 1 }, { r: { $derivative: { input: '$sold' }, window: { documents: [-1, 0] } } }),
      [
        { _id: 1, r: null },
        { _id: 2, r: d(20) },
        { _id: 3, r: d(-5) },
        { _id: 4, r: null },
        { _id: 5, r: d(0) },
      ],
    ],
    [
      '$expMovingAvg',
      cakes.slice(0, 2),
      windowed({ day: 1 }, { r: { $expMovingAvg: { input: '$sold', alpha: 0.5 } } }),
      [
        { _id: 1, r: d(10) },
        { _id: 2, r: d(20) },
      ],
    ],
    [
      '$covariancePop',
      cakes.slice(0, 2),
      windowed({ day: 1 }, { r: { $covariancePop: ['$day', '$sold'] } }),
      [
        { _id: 1, r: d(5) },
        { _id: 2, r: d(5) },
      ],
    ],
    [
      '$locf',
      [{ _id: 1, a: 5 }, { _id: 2, a: null }, { _id: 3 }],
      [{ $setWindowFields: { sortBy: { _id: 1 }, output: { a: { $locf: '$a' } } } }],
      [
        { _id: 1, a: 5 },
        { _id: 2, a: 5 },
        { _id: 3, a: 5 },
      ],
    ],
    [
      '$linearFill',
      [{ _id: 1, a: 10 }, { _id: 2 }, { _id: 3, a: 20 }],
      [{ $setWindowFields: { sortBy: { _id: 1 }, output: { a: { $linearFill: '$a' } } } }],
      [
        { _id: 1, a: 10 },
        { _id: 2, a: d(15) },
        { _id: 3, a: 20 },
      ],
    ],
    [
      '$fill with a value',
      [
        { _id: 1, a: null },
        { _id: 2, a: 1 },
      ],
      [{ $fill: { output: { a: { value: 0 } } } }],
      [
        { _id: 1, a: 0 },
        { _id: 2, a: 1 },
      ],
    ],
    [
      '$fill forward',
      [{ _id: 1, a: 1 }, { _id: 2 }],
      [{ $fill: { sortBy: { _id: 1 }, output: { a: { method: 'locf' } } } }],
      [
        { _id: 1, a: 1 },
        { _id: 2, a: 1 },
      ],
    ],
    [
      '$densify of numbers',
      [
        { _id: 1, v: 1 },
        { _id: 2, v: 4 },
      ],
      [{ $densify: { field: 'v', range: { step: 1, bounds: 'full' } } }, { $project: { _id: 0 } }],
      [{ v: 1 }, { v: 2 }, { v: 3 }, { v: 4 }],
    ],
    [
      '$densify of dates',
      [
        { _id: 1, t: new Date('2024-01-01') },
        { _id: 2, t: new Date('2024-01-03') },
      ],
      [{ $densify: { field: 't', range: { step: 1, unit: 'day', bounds: 'full' } } }, { $project: { _id: 0 } }],
      [{ t: new Date('2024-01-01') }, { t: new Date('2024-01-02') }, { t: new Date('2024-01-03') }],
    ],
    [
      '$densify by partition',
      [
        { _id: 1, k: 'a', v: 1 },
        { _id: 2, k: 'a', v: 3 },
        { _id: 3, k: 'b', v: 7 },
      ],
      [
        { $densify: { field: 'v', partitionByFields: ['k'], range: { step: 1, bounds: 'partition' } } },
        { $project: { _id: 0, k: 1, v: 1 } },
        { $sort: { k: 1, v: 1 } },
      ],
      [
        { k: 'a', v: 1 },
        { k: 'a', v: 2 },
        { k: 'a', v: 3 },
        { k: 'b', v: 7 },
      ],
    ],
  ]);
  refuses([
    ['an unknown window function', [{ $setWindowFields: { output: { r: { $nonsense: 1 } } } }], 9],
    ['a range window without an order', [{ $setWindowFields: { output: { r: { $sum: 1, window: { range: [-1, 1] } } } } }], 5339902],
    ['$densify by a step of zero', [{ $densify: { field: 'a', range: { step: 0, bounds: 'full' } } }], 5733401],
    ['$rank without an order', [{ $setWindowFields: { output: { r: { $rank: {} } } } }], 5371602],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/out/
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/merge/
describe('$out and $merge', () => {
  const before = [
    { _id: 1, a: 'old', keep: true },
    { _id: 9, a: 'other' },
  ];
  cases(
    [
      [
        '$out replaces a collection',
        { $out: 'INTO' },
        [
          { _id: 1, a: 'new' },
          { _id: 2, a: 'new' },
        ],
      ],
      [
        '$merge merges fields and inserts',
        { $merge: { into: 'INTO' } },
        [
          { _id: 1, a: 'new', keep: true },
          { _id: 2, a: 'new' },
          { _id: 9, a: 'other' },
        ],
      ],
      [
        '$merge replaces',
        { $merge: { into: 'INTO', whenMatched: 'replace' } },
        [
          { _id: 1, a: 'new' },
          { _id: 2, a: 'new' },
          { _id: 9, a: 'other' },
        ],
      ],
      [
        '$merge keeps what is there',
        { $merge: { into: 'INTO', whenMatched: 'keepExisting' } },
        [
          { _id: 1, a: 'old', keep: true },
          { _id: 2, a: 'new' },
          { _id: 9, a: 'other' },
        ],
      ],
      [
        '$merge discards what is new',
        { $merge: { into: 'INTO', whenNotMatched: 'discard' } },
        [
          { _id: 1, a: 'new', keep: true },
          { _id: 9, a: 'other' },
        ],
      ],
      [
        '$merge by a pipeline',
        { $merge: { into: 'INTO', whenMatched: [{ $set: { a: { $concat: ['$a', '+', '$$new.a'] } } }] } },
        [
          { _id: 1, a: 'old+new', keep: true },
          { _id: 2, a: 'new' },
          { _id: 9, a: 'other' },
        ],
      ],
    ] as const,
    async ([, stage, result]) => {
      const [from, into] = [
        await target.collection([
          { _id: 1, a: 'new' },
          { _id: 2, a: 'new' },
        ]),
        await target.collection(before),
      ];
      const named = JSON.parse(JSON.stringify(stage).replaceAll('INTO', into.collectionName)) as Document;
      expect(await from.aggregate([named]).toArray()).toEqual([]);
      expectIdentical(await into.find({}, exact).sort({ _id: 1 }).toArray(), result);
    },
  );
  cases(
    [
      ['$merge fails on what is there', { whenMatched: 'fail' }, 11000],
      ['$merge fails on what is new', { whenNotMatched: 'fail' }, 13113],
      ['$merge on fields without a unique index', { on: 'a' }, 51183],
    ] as const,
    async ([, options, code]) => {
      const [from, into] = [
        await target.collection([
          { _id: 1, a: 'new' },
          { _id: 2, a: 'new' },
        ]),
        await target.collection(before),
      ];
      expect(await codeOf(from.aggregate([{ $merge: { into: into.collectionName, ...options } }]).toArray())).toBe(code);
    },
  );
  refuses([
    ['$out that is not last', [{ $out: 'x' }, { $limit: 1 }], 40601],
    ['$merge without a target', [{ $merge: { on: '_id' } }], 40414],
    ['$merge in an unknown mode', [{ $merge: { into: 'x', whenMatched: 'nonsense' } }], 2],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/command/aggregate/
describe('the aggregate command', () => {
  cases([['variables come from let']] as const, async () => {
    const collection = await target.collection(sales);
    expectIdentical(
      await collection.aggregate([{ $match: { $expr: { $eq: ['$item', '$$item'] } } }, { $count: 'n' }], { let: { item: 'a' } }).toArray(),
      [{ n: 2 }],
    );
  });
  cases([['a database can be asked without a collection']] as const, async () => {
    expectIdentical(await target.db.aggregate([{ $documents: [{ a: 1 }, { a: new Int32(2) }] }, { $match: { a: 2 } }], exact).toArray(), [
      { a: 2 },
    ]);
  });
  cases([['results come in batches']] as const, async () => {
    const collection = await target.collection(Array.from({ length: 250 }, (_, index) => ({ _id: index })));
    expect(await collection.aggregate([{ $sort: { _id: -1 } }], { batchSize: 7 }).toArray()).toHaveLength(250);
  });
  cases([['$collStats counts']] as const, async () => {
    const collection = await target.collection(sales);
    expect(await collection.aggregate([{ $collStats: { count: {} } }]).toArray()).toMatchObject([{ count: 4 }]);
  });
  cases([['$indexStats names the indexes']] as const, async () => {
    const collection = await target.collection(sales);
    expect((await collection.aggregate([{ $indexStats: {} }]).toArray()).map((index) => index['name'] as string)).toEqual(['_id_']);
  });
});
