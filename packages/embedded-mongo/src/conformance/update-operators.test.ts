import { describe, expect } from '@jest/globals';
import { Decimal128, type Document, Double, Int32, Long, ObjectId, type UpdateFilter, type UpdateOptions } from 'mongodb';
import { cases, codeOf, exact, expectIdentical, useTarget } from './target.ts';

const target = useTarget('update');

type Update = Document | Document[];
type Updated = readonly [
  name: string,
  before: Document,
  update: Update,
  after: Document,
  options?: UpdateOptions & { readonly filter?: Document },
];
type Refused = readonly [
  name: string,
  before: Document,
  update: Document | Document[],
  code: number,
  options?: UpdateOptions & { readonly filter?: Document },
];

/** Updates one document and compares what is stored: values, types and the order of fields. */
const updates = (rows: readonly Updated[]): void =>
  cases(rows, async ([, before, update, after, { filter = {}, ...options } = {}]) => {
    const collection = await target.collection([{ _id: 1, ...before }]);
    await collection.updateOne({ _id: 1 as never, ...filter }, update as UpdateFilter<Document>, options);
    expectIdentical(await collection.findOne({ _id: 1 as never }, exact), { _id: 1, ...after });
  });

/** Refused updates leave the document as it was. */
const refuses = (rows: readonly Refused[]): void =>
  cases(rows, async ([, before, update, code, { filter = {}, ...options } = {}]) => {
    const collection = await target.collection([{ _id: 1, ...before }]);
    const statement = { q: { _id: 1, ...filter }, u: update, ...options };
    const answer = await target.db.command({ update: collection.collectionName, updates: [statement] }).then(
      (result) => (result['writeErrors'] as Document[] | undefined)?.[0]?.['code'] as unknown,
      (error: { code?: unknown }) => error.code,
    );
    expect(answer).toBe(code);
    expectIdentical(await collection.findOne({ _id: 1 as never }, exact), { _id: 1, ...before });
  });

// https://www.mongodb.com/docs/manual/reference/operator/update-field/
describe('field update operators', () => {
  updates([
    ['$set replaces a value in its place', { a: 1, b: 2 }, { $set: { a: 'x' } }, { a: 'x', b: 2 }],
    ['$set adds new fields in the order of their names', { z: 1 }, { $set: { c: 3, b: 2 } }, { z: 1, b: 2, c: 3 }],
    ['$set makes documents on the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    ['$set takes a number for a field name where no array is', {}, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
    ['$set writes into an array', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
    ['$set pads an array with nulls', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
    ['$set changes a type', { a: 5 }, { $set: { a: new Double(5) } }, { a: new Double(5) }],
    [
      '$set keeps the types of other fields',
      { a: Long.fromNumber(5), b: new Double(1), c: Decimal128.fromString('1.50') },
      { $set: { d: 1 } },
      { a: Long.fromNumber(5), b: new Double(1), c: Decimal128.fromString('1.50'), d: 1 },
    ],
    ['$set of names with dollars below the top', {}, { $set: { 'a.$b': 1 } }, { a: { $b: 1 } }],
    ['$set of an equal _id is allowed', { a: 1 }, { $set: { _id: 1, a: 2 } }, { a: 2 }],
    ['an empty $set does nothing', { a: 1 }, { $set: {} }, { a: 1 }],
    ['$unset takes a field away', { a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
    ['$unset of an array element leaves null', { a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
    ['$unset of what is not there does nothing', { a: 1 }, { $unset: { 'x.y': '', 'a.b': '' } }, { a: 1 }],
    ['$rename moves a field to the end', { a: 1, b: 2 }, { $rename: { a: 'c' } }, { b: 2, c: 1 }],
    ['$rename into a document', { a: 1 }, { $rename: { a: 'x.y' } }, { x: { y: 1 } }],
    ['$rename over another field', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
    ['$rename of a missing field does nothing', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
    [
      '$setOnInsert does nothing to a document that is there',
      { a: 1 },
      { $setOnInsert: { b: 2 }, $set: { a: 2 } },
      { a: 2 },
      { upsert: true },
    ],
    ['$min lowers', { a: 5 }, { $min: { a: 3 } }, { a: 3 }],
    ['$min does not raise', { a: 5 }, { $min: { a: 7 } }, { a: 5 }],
    ['$min sets a missing field', {}, { $min: { a: 7 } }, { a: 7 }],
    ['$min compares types', { a: 'x' }, { $min: { a: 7 } }, { a: 7 }],
    ['$max raises', { a: 5 }, { $max: { a: 7 } }, { a: 7 }],
    ['$max compares dates', { a: new Date(5) }, { $max: { a: new Date(9) } }, { a: new Date(9) }],
    ['$max keeps an equal value with its type', { a: 5 }, { $max: { a: new Double(5) } }, { a: 5 }],
    [
      'several operators work together',
      { a: 1, b: [1], c: 'x' },
      { $inc: { a: 1 }, $push: { b: 2 }, $unset: { c: '' }, $set: { d: true } },
      { a: 2, b: [1, 2], d: true },
    ],
  ]);
  refuses([
    ['two operators on one field', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['operators on a field and a field within', {}, { $set: { a: 1, 'a.b': 1 } }, 40],
    ['$rename onto an updated field', { a: 1 }, { $rename: { a: 'b' }, $set: { b: 1 } }, 40],
    ['a path through a scalar', { a: 5 }, { $set: { 'a.b': 1 } }, 28],
    ['a name in an array', { a: [1] }, { $set: { 'a.b': 1 } }, 28],
    ['another _id', { a: 1 }, { $set: { _id: 2 } }, 66],
    ['no _id', { a: 1 }, { $unset: { _id: '' } }, 66],
    ['an unknown operator', {}, { $foo: { a: 1 } }, 9],
    ['an operator without fields', {}, { $set: 5 }, 9],
    ['an empty path component', {}, { $set: { 'a..b': 1 } }, 56],
    ['an empty path', {}, { $set: { '': 1 } }, 56],
    ['a path that ends with a dot', {}, { $set: { 'a.': 1 } }, 56],
    ['a dollar at the beginning of a path', {}, { $set: { $foo: 1 } }, 52],
    ['$rename to itself', { a: 1 }, { $rename: { a: 'a' } }, 2],
    ['$rename to no name', { a: 1 }, { $rename: { a: 1 } }, 2],
    ['$rename out of an array', { a: [{ b: 1 }] }, { $rename: { 'a.0.b': 'c' } }, 2],
    ['a replacement beside operators', { a: 1 }, { $set: { a: 1 }, b: 2 }, 9],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/update/inc/
// https://www.mongodb.com/docs/manual/reference/operator/update/mul/
describe('arithmetic update operators', () => {
  updates([
    ['$inc adds ints', { a: 5 }, { $inc: { a: 2 } }, { a: 7 }],
    ['$inc subtracts', { a: 5 }, { $inc: { a: -7 } }, { a: -2 }],
    ['$inc keeps a long a long', { a: Long.fromNumber(5) }, { $inc: { a: 1 } }, { a: Long.fromNumber(6) }],
    ['$inc of an int by a long is a long', { a: 5 }, { $inc: { a: Long.ONE } }, { a: Long.fromNumber(6) }],
    ['$inc of an int by a double is a double', { a: 5 }, { $inc: { a: new Double(1) } }, { a: new Double(6) }],
    ['$inc of a double by an int is a double', { a: new Double(5) }, { $inc: { a: 1 } }, { a: new Double(6) }],
    ['$inc with decimals is a decimal', { a: 5 }, { $inc: { a: Decimal128.fromString('0.10') } }, { a: Decimal128.fromString('5.10') }],
    ['$inc of a decimal by an int', { a: Decimal128.fromString('1.5') }, { $inc: { a: 1 } }, { a: Decimal128.fromString('2.5') }],
    ['$inc of ints overflows to a long', { a: 2147483647 }, { $inc: { a: 1 } }, { a: Long.fromNumber(2147483648) }],
    ['$inc makes the field', {}, { $inc: { 'a.b': Long.fromNumber(3) } }, { a: { b: Long.fromNumber(3) } }],
    ['$inc of an array element', { a: [1, 2] }, { $inc: { 'a.1': 1 } }, { a: [1, 3] }],
    ['$mul multiplies', { a: 5 }, { $mul: { a: 3 } }, { a: 15 }],
    ['$mul of a missing field is zero of that type', {}, { $mul: { a: Long.fromNumber(3) } }, { a: Long.ZERO }],
    ['$mul of a missing field is a double zero', {}, { $mul: { a: new Double(2) } }, { a: new Double(0) }],
    ['$mul of int and double', { a: 5 }, { $mul: { a: 1.5 } }, { a: 7.5 }],
    ['$mul of ints overflows to a long', { a: 1000000 }, { $mul: { a: 1000000 } }, { a: Long.fromNumber(1e12) }],
    ['$mul of decimals', { a: Decimal128.fromString('1.5') }, { $mul: { a: 2 } }, { a: Decimal128.fromString('3.0') }],
    ['$bit and', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
    ['$bit or', { a: 3 }, { $bit: { a: { or: 5 } } }, { a: 7 }],
    ['$bit xor', { a: 1 }, { $bit: { a: { xor: 5 } } }, { a: 4 }],
    ['$bit of a long stays long', { a: Long.fromNumber(3) }, { $bit: { a: { or: 4 } } }, { a: Long.fromNumber(7) }],
    ['$bit of a missing field', {}, { $bit: { a: { or: 5 } } }, { a: 5 }],
  ]);
  refuses([
    ['$inc by text', { a: 1 }, { $inc: { a: 'x' } }, 14],
    ['$inc of text', { a: 'x' }, { $inc: { a: 1 } }, 14],
    ['$inc of null', { a: null }, { $inc: { a: 1 } }, 14],
    ['$inc beyond a long', { a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
    ['$mul by text', { a: 1 }, { $mul: { a: 'x' } }, 14],
    ['$mul of text', { a: 'x' }, { $mul: { a: 2 } }, 14],
    ['$mul beyond a long', { a: Long.MAX_VALUE }, { $mul: { a: 2 } }, 2],
    ['$bit of a double', { a: 1.5 }, { $bit: { a: { and: 1 } } }, 2],
    ['$bit by a double', { a: 1 }, { $bit: { a: { and: 1.5 } } }, 2],
    ['an unknown bit operation', { a: 1 }, { $bit: { a: { nand: 1 } } }, 2],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/update-array/
describe('array update operators', () => {
  const scores = [
    { id: 1, score: 6 },
    { id: 2, score: 9 },
  ];
  updates([
    ['$push appends', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
    ['$push makes the array', {}, { $push: { a: 1 } }, { a: [1] }],
    ['$push of an array pushes it as one', { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
    ['$each appends each', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    ['$position inserts', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
    ['a negative $position counts from the end', { a: [1, 2, 5] }, { $push: { a: { $each: [3], $position: -1 } } }, { a: [1, 2, 3, 5] }],
    ['$slice keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: -3 } } }, { a: [2, 3, 4] }],
    ['$slice keeps the first', { a: [1, 2] }, { $push: { a: { $each: [3, 4], $slice: 3 } } }, { a: [1, 2, 3] }],
    ['$slice zero empties', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 0 } } }, { a: [] }],
    ['$sort orders values', { a: [3, 1] }, { $push: { a: { $each: [2], $sort: 1 } } }, { a: [1, 2, 3] }],
    [
      '$sort orders documents, $slice cuts after',
      { a: scores },
      { $push: { a: { $each: [{ id: 3, score: 8 }], $sort: { score: -1 }, $slice: 2 } } },
      {
        a: [
          { id: 2, score: 9 },
          { id: 3, score: 8 },
        ],
      },
    ],
    ['an empty $each sorts what is there', { a: [3, 1, 2] }, { $push: { a: { $each: [], $sort: -1 } } }, { a: [3, 2, 1] }],
    ['$addToSet adds what is new', { a: [1] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
    ['$addToSet leaves what is there', { a: [1, 2] }, { $addToSet: { a: new Double(2) } }, { a: [1, 2] }],
    ['$addToSet with $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2, 3] } } }, { a: [1, 2, 3] }],
    ['$addToSet makes the array', {}, { $addToSet: { a: 1 } }, { a: [1] }],
    [
      '$addToSet compares documents with their order',
      { a: [{ x: 1, y: 2 }] },
      { $addToSet: { a: { y: 2, x: 1 } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
    ],
    ['$pop takes the last', { a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
    ['$pop takes the first', { a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
    ['$pop of an empty array does nothing', { a: [] }, { $pop: { a: 1 } }, { a: [] }],
    ['$pull takes equal values', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    ['$pull by operators', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    ['$pull by $in', { a: ['x', 'y', 'z'] }, { $pull: { a: { $in: ['x', 'z'] } } }, { a: ['y'] }],
    ['$pull of documents by their fields', { a: scores }, { $pull: { a: { score: 9 } } }, { a: [{ id: 1, score: 6 }] }],
    ['$pull of documents by operators within', { a: scores }, { $pull: { a: { score: { $lt: 9 } } } }, { a: [{ id: 2, score: 9 }] }],
    [
      '$pull of documents by $elemMatch',
      { a: [{ b: [{ q: 1 }] }, { b: [{ q: 2 }] }] },
      { $pull: { a: { b: { $elemMatch: { q: { $gte: 2 } } } } } },
      { a: [{ b: [{ q: 1 }] }] },
    ],
    ['$pull by $or', { a: [{ x: 1 }, { x: 2 }, { x: 3 }] }, { $pull: { a: { $or: [{ x: 1 }, { x: 3 }] } } }, { a: [{ x: 2 }] }],
    ['$pull by a regular expression', { a: ['abc', 'xyz'] }, { $pull: { a: /^a/ } }, { a: ['xyz'] }],
    ['$pull of a missing field does nothing', { b: 1 }, { $pull: { a: 1 } }, { b: 1 }],
    ['$pullAll takes all listed', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    ['$pullAll compares documents exactly', { a: [{ x: 1, y: 2 }, { x: 1 }] }, { $pullAll: { a: [{ x: 1 }] } }, { a: [{ x: 1, y: 2 }] }],
  ]);
  refuses([
    ['$push onto a scalar', { a: 1 }, { $push: { a: 2 } }, 2],
    ['an unknown clause of $push', { a: [] }, { $push: { a: { $each: [1], $foo: 1 } } }, 2],
    ['$each that is no array', { a: [] }, { $push: { a: { $each: 1 } } }, 2],
    ['$slice that is no number', { a: [] }, { $push: { a: { $each: [1], $slice: 'x' } } }, 2],
    ['$sort by 2', { a: [] }, { $push: { a: { $each: [1], $sort: 2 } } }, 2],
    ['$addToSet onto a scalar', { a: 1 }, { $addToSet: { a: 2 } }, 2],
    ['$pop of a scalar', { a: 1 }, { $pop: { a: 1 } }, 14],
    ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, 9],
    ['$pull from a scalar', { a: 1 }, { $pull: { a: 1 } }, 2],
    ['$pullAll without an array', { a: [1] }, { $pullAll: { a: 1 } }, 2],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/update/positional/
// https://www.mongodb.com/docs/manual/reference/operator/update/positional-filtered/
describe('positional update operators', () => {
  const grades = [
    { g: 80, m: 75 },
    { g: 85, m: 90 },
    { g: 90, m: 85 },
  ];
  updates([
    ['$ is the element that matched', { a: [80, 85, 90] }, { $set: { 'a.$': 82 } }, { a: [82, 85, 90] }, { filter: { a: 80 } }],
    ['$ of documents', { a: grades }, { $set: { 'a.$.m': 0 } }, { a: [grades[0], { g: 85, m: 0 }, grades[2]] }, { filter: { 'a.g': 85 } }],
    [
      '$ found by $elemMatch',
      { a: grades },
      { $set: { 'a.$.m': 0 } },
      { a: [grades[0], grades[1], { g: 90, m: 0 }] },
      { filter: { a: { $elemMatch: { g: { $gt: 80 }, m: { $lt: 90 } } } } },
    ],
    ['$ with $inc', { a: [1, 2] }, { $inc: { 'a.$': 5 } }, { a: [1, 7] }, { filter: { a: { $gt: 1 } } }],
    ['$ with $unset leaves null', { a: [1, 2] }, { $unset: { 'a.$': '' } }, { a: [1, null] }, { filter: { a: 2 } }],
    [
      '$ behind a place that the path names',
      { a: [{ b: [0, 1] }] },
      { $set: { 'a.0.b.$': 2 } },
      { a: [{ b: [0, 2] }] },
      { filter: { 'a.0.b': 1 } },
    ],
    ['$ before a place', { a: [{ b: [0, 1] }] }, { $set: { 'a.$.b.1': 2 } }, { a: [{ b: [0, 2] }] }, { filter: { 'a.b.1': 1 } }],
    ['$[] is every element', { a: [1, 2, 3] }, { $inc: { 'a.$[]': 10 } }, { a: [11, 12, 13] }],
    [
      '$[] of documents',
      { a: [{ x: 1 }, { x: 2 }] },
      { $set: { 'a.$[].y': 0 } },
      {
        a: [
          { x: 1, y: 0 },
          { x: 2, y: 0 },
        ],
      },
    ],
    ['$[] nests', { a: [{ b: [1, 2] }, { b: [3] }] }, { $inc: { 'a.$[].b.$[]': 1 } }, { a: [{ b: [2, 3] }, { b: [4] }] }],
    [
      '$[id] is what the filter finds',
      { a: [95, 102, 90, 150] },
      { $set: { 'a.$[e]': 100 } },
      { a: [95, 100, 90, 100] },
      { arrayFilters: [{ e: { $gte: 100 } }] },
    ],
    [
      '$[id] of documents',
      { a: grades },
      { $set: { 'a.$[e].m': 100 } },
      { a: [grades[0], { g: 85, m: 100 }, { g: 90, m: 100 }] },
      { arrayFilters: [{ 'e.g': { $gte: 85 } }] },
    ],
    [
      'two identifiers',
      {
        a: [
          { t: 'q', s: [1, 9] },
          { t: 'x', s: [9] },
        ],
      },
      { $set: { 'a.$[e].s.$[v]': 0 } },
      {
        a: [
          { t: 'q', s: [1, 0] },
          { t: 'x', s: [9] },
        ],
      },
      { arrayFilters: [{ 'e.t': 'q' }, { v: { $gt: 5 } }] },
    ],
    ['a filter with $or', { a: [1, 5, 9] }, { $set: { 'a.$[e]': 0 } }, { a: [0, 5, 0] }, { arrayFilters: [{ $or: [{ e: 1 }, { e: 9 }] }] }],
    [
      'two filters on one array',
      { a: [1, 5, 9] },
      { $set: { 'a.$[low]': 0, 'a.$[high]': 10 } },
      { a: [0, 5, 10] },
      { arrayFilters: [{ low: { $lt: 3 } }, { high: { $gt: 7 } }] },
    ],
    ['a filter that finds nothing changes nothing', { a: [1] }, { $set: { 'a.$[e]': 0 } }, { a: [1] }, { arrayFilters: [{ e: 5 }] }],
  ]);
  refuses([
    ['$ without a match in an array', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
    ['$ when the filter names the place itself', { a: [5] }, { $set: { 'a.$': 1 } }, 2, { filter: { 'a.0': 5 } }],
    ['an expression in an array filter', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 224, { arrayFilters: [{ $expr: { $eq: ['$e', 1] } }] }],
    ['two positional $', { a: [1] }, { $set: { 'a.$.b.$': 1 } }, 2, { filter: { a: 1 } }],
    ['$ at the beginning', { a: [1] }, { $set: { $: 1 } }, 2],
    ['$[] on a scalar', { a: 1 }, { $set: { 'a.$[]': 1 } }, 2],
    ['$[] on a missing field', {}, { $set: { 'a.$[]': 1 } }, 2],
    ['an identifier without a filter', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 2],
    ['a filter that is not used', { a: [1] }, { $set: { b: 1 } }, 9, { arrayFilters: [{ e: 1 }] }],
    ['two filters of one name', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, { arrayFilters: [{ e: 1 }, { e: 2 }] }],
    ['a filter of two names', { a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, { arrayFilters: [{ e: 1, f: 2 }] }],
    ['filters that meet on one element', { a: [1] }, { $set: { 'a.$[x]': 1, 'a.$[y]': 2 } }, 40, { arrayFilters: [{ x: 1 }, { y: 1 }] }],
  ]);
});

// https://www.mongodb.com/docs/manual/tutorial/update-documents-with-aggregation-pipeline/
describe('pipeline updates', () => {
  updates([
    ['$set computes from the document', { a: 1, b: 2 }, [{ $set: { c: { $add: ['$a', '$b'] } } }], { a: 1, b: 2, c: 3 }],
    ['$set twice sees the first', { a: 1 }, [{ $set: { a: 5 } }, { $set: { b: '$a' } }], { a: 5, b: 5 }],
    ['$unset', { a: 1, b: 2 }, [{ $unset: 'a' }], { b: 2 }],
    ['$project', { a: 1, b: 2 }, [{ $project: { b: 1 } }], { b: 2 }],
    ['$replaceWith keeps the _id', { a: { x: 1 } }, [{ $replaceWith: '$a' }], { x: 1 }],
    ['$replaceRoot', { a: { x: 1 } }, [{ $replaceRoot: { newRoot: { $mergeObjects: ['$a', { y: 2 }] } } }], { x: 1, y: 2 }],
    ['$$NOW is a date', { a: 1 }, [{ $set: { a: { $type: '$$NOW' } } }], { a: 'date' }],
    ['$$REMOVE takes a field away', { a: 1, b: 2 }, [{ $set: { a: '$$REMOVE' } }], { b: 2 }],
    ['a literal dollar', { a: 1 }, [{ $set: { a: { $literal: '$b' } } }], { a: '$b' }],
    ['a constant of the statement', { a: 1 }, [{ $set: { a: '$$n' } }], { a: 7 }, { let: { n: 7 } }],
  ]);
  refuses([
    ['a stage that makes many documents', { a: [1] }, [{ $unwind: '$a' }], 72],
    ['another _id', { a: 1 }, [{ $set: { _id: 5 } }], 66],
    ['an unknown stage', { a: 1 }, [{ $nonsense: 1 }], 72],
    ['array filters', { a: [1] }, [{ $set: { a: 1 } }], 9, { arrayFilters: [{ e: 1 }] }],
  ]);
});

type Upserted = readonly [name: string, filter: Document, update: Update, inserted: Document];

// https://www.mongodb.com/docs/manual/reference/method/db.collection.updateOne/#upsert-with-operator-expressions
describe('upserts', () => {
  const upserts: readonly Upserted[] = [
    ['fields of the filter come first', { _id: 5, x: 1 }, { $set: { a: 2 } }, { _id: 5, x: 1, a: 2 }],
    ['$eq is a field too', { _id: 5, x: { $eq: 1 } }, { $set: { a: 2 } }, { _id: 5, x: 1, a: 2 }],
    ['ranges are not', { _id: 5, x: { $gt: 1 } }, { $set: { a: 2 } }, { _id: 5, a: 2 }],
    ['dotted paths make documents', { _id: 5, 'x.y': 1 }, { $set: { 'x.z': 2 } }, { _id: 5, x: { y: 1, z: 2 } }],
    ['$and is looked into', { $and: [{ _id: 5 }, { x: 1 }] }, { $set: { a: 2 } }, { _id: 5, x: 1, a: 2 }],
    ['a single $all is an equality', { _id: 5, x: { $all: [3] } }, { $set: { a: 2 } }, { _id: 5, x: 3, a: 2 }],
    ['a single $or is looked into', { $or: [{ _id: 5, x: 1 }] }, { $set: { a: 2 } }, { _id: 5, x: 1, a: 2 }],
    ['a single $in is an equality', { _id: 5, x: { $in: [3] } }, { $set: { a: 2 } }, { _id: 5, x: 3, a: 2 }],
    ['$setOnInsert is applied', { _id: 5 }, { $setOnInsert: { a: 1 }, $inc: { n: 1 } }, { _id: 5, a: 1, n: 1 }],
    ['operators see the filter’s fields', { _id: 5, n: 3 }, { $inc: { n: 1 } }, { _id: 5, n: 4 }],
    ['$push makes an array', { _id: 5 }, { $push: { a: 1 } }, { _id: 5, a: [1] }],
    ['a pipeline sees the filter’s fields', { _id: 5, x: 2 }, [{ $set: { y: { $multiply: ['$x', 3] } } }], { _id: 5, x: 2, y: 6 }],
  ];
  cases(upserts, async ([, filter, update, inserted]) => {
    const collection = await target.collection();
    const result = await collection.updateOne(filter, update as UpdateFilter<Document>, { upsert: true });
    expect(result).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId: 5 });
    expectIdentical(await collection.findOne({}, exact), inserted);
  });
  cases(
    [
      ['a replacement takes the _id of the filter', { _id: 7 }, { a: 1 }, { _id: 7, a: 1 }],
      ['a replacement takes no other field of the filter', { _id: 7, x: 1 }, { a: 1 }, { _id: 7, a: 1 }],
    ] as const,
    async ([, filter, replacement, inserted]) => {
      const collection = await target.collection();
      await collection.replaceOne(filter as unknown as Document, replacement, { upsert: true });
      expectIdentical(await collection.findOne({}, exact), inserted);
    },
  );
  cases([['an _id is made where none is given']] as const, async () => {
    const collection = await target.collection();
    const { upsertedId } = await collection.updateOne({ x: 1 }, { $set: { y: 2 } }, { upsert: true });
    expect(upsertedId).toBeInstanceOf(ObjectId);
    expectIdentical(await collection.findOne({}, exact), { _id: upsertedId, x: 1, y: 2 });
  });
  cases([['a filter that fixes one path twice is refused']] as const, async () => {
    const collection = await target.collection();
    expect(await codeOf(collection.updateOne({ $and: [{ x: 1 }, { x: 2 }] }, { $set: { y: 1 } }, { upsert: true }))).toBe(54);
  });
});

// https://www.mongodb.com/docs/manual/reference/method/db.collection.updateMany/
describe('what an update reports', () => {
  cases(
    [
      ['matched and modified', { $set: { a: 2 } }, { matchedCount: 3, modifiedCount: 2 }],
      ['nothing modified when nothing differs', { $set: { b: 1 } }, { matchedCount: 3, modifiedCount: 0 }],
      ['a type is a difference', { $set: { b: new Double(1) } }, { matchedCount: 3, modifiedCount: 3 }],
    ] as const,
    async ([, update, expected]) => {
      const collection = await target.collection([
        { _id: 1, a: 1, b: 1 },
        { _id: 2, a: 1, b: 1 },
        { _id: 3, a: 2, b: 1 },
      ]);
      expect(await collection.updateMany({}, update)).toMatchObject({
        acknowledged: true,
        upsertedCount: 0,
        upsertedId: null,
        ...expected,
      });
    },
  );
  cases([['$currentDate sets dates and timestamps']] as const, async () => {
    const collection = await target.collection([{ _id: 1 }]);
    await collection.updateOne({}, {
      $currentDate: { a: true, b: { $type: 'timestamp' }, c: { $type: 'date' } },
    } as unknown as UpdateFilter<Document>);
    const types = await collection
      .aggregate([{ $project: { _id: 0, a: { $type: '$a' }, b: { $type: '$b' }, c: { $type: '$c' } } }])
      .toArray();
    expect(types).toEqual([{ a: 'date', b: 'timestamp', c: 'date' }]);
  });
  cases([['an int is an int again']] as const, async () => {
    const collection = await target.collection([{ _id: 1, a: new Int32(1) }]);
    await collection.updateOne({}, { $inc: { a: new Int32(1) } });
    expectIdentical(await collection.findOne({}, exact), { _id: 1, a: new Int32(2) });
  });
});
