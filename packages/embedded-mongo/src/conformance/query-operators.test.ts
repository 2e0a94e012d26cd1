import { describe, expect } from '@jest/globals';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  type Filter,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
import { cases, codeOf, useTarget } from './target.ts';

const target = useTarget('query');

type Found = readonly [name: string, documents: readonly Document[], filter: Filter<Document>, ids: readonly unknown[]];
type Refused = readonly [name: string, filter: Document, code: number];

/** Runs each filter over its documents and compares the ids found, in insertion order. */
const finds = (rows: readonly Found[]): void =>
  cases(rows, async ([, documents, filter, ids]) => {
    const collection = await target.collection(documents);
    const found = await collection.find(filter).sort({ _id: 1 }).project({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id as unknown)).toEqual(ids);
  });

const refuses = (rows: readonly Refused[]): void =>
  cases(rows, async ([, filter, code]) => {
    const collection = await target.collection([{ _id: 1 as never, a: 1 }]);
    expect(await codeOf(collection.find(filter).toArray())).toBe(code);
  });

const numbers = [
  { _id: 1, a: new Int32(5) },
  { _id: 2, a: Long.fromNumber(5) },
  { _id: 3, a: new Double(5) },
  { _id: 4, a: Decimal128.fromString('5') },
  { _id: 5, a: Decimal128.fromString('2.5') },
  { _id: 6, a: '5' },
  { _id: 7, a: null },
  { _id: 8 },
  { _id: 9, a: [5, 7] },
];

// https://www.mongodb.com/docs/manual/reference/operator/query-comparison/
describe('comparison query operators', () => {
  finds([
    ['an equality matches a number of any type', numbers, { a: 5 }, [1, 2, 3, 4, 9]],
    ['a Long operand matches a number of any type', numbers, { a: Long.fromNumber(5) }, [1, 2, 3, 4, 9]],
    ['a Decimal128 operand matches a number of any type', numbers, { a: Decimal128.fromString('5.00') }, [1, 2, 3, 4, 9]],
    ['$eq is the equality written out', numbers, { a: { $eq: 5 } }, [1, 2, 3, 4, 9]],
    ['$ne keeps all else, missing fields too', numbers, { a: { $ne: 5 } }, [5, 6, 7, 8]],
    ['$gt compares decimals with ints', numbers, { a: { $gt: 1 } }, [1, 2, 3, 4, 5, 9]],
    ['$gt leaves out other types', numbers, { a: { $gt: 2.5 } }, [1, 2, 3, 4, 9]],
    ['$gte includes the bound', numbers, { a: { $gte: 2.5 } }, [1, 2, 3, 4, 5, 9]],
    ['$lt compares within numbers', numbers, { a: { $lt: 5 } }, [5]],
    ['$lte includes the bound', numbers, { a: { $lte: 5 } }, [1, 2, 3, 4, 5, 9]],
    ['two bounds may be met by two array elements', numbers, { a: { $gt: 5, $lt: 7 } }, [9]],
    ['$in lists values of any type', numbers, { a: { $in: [2.5, '5'] } }, [5, 6]],
    ['$in with null finds missing fields', numbers, { a: { $in: [null] } }, [7, 8]],
    ['an empty $in finds nothing', numbers, { a: { $in: [] } }, []],
    ['$nin leaves out what is listed', numbers, { a: { $nin: [5, null] } }, [5, 6]],
    ['an empty $nin finds all', numbers, { a: { $nin: [] } }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a long $in finds by value', numbers, { a: { $in: [0, 1, 2, 3, 4, 6, 8, 9, 10, 11, '5'] } }, [6]],
    ['null matches null and missing', numbers, { a: null }, [7, 8]],
    ['$ne null leaves both out', numbers, { a: { $ne: null } }, [1, 2, 3, 4, 5, 6, 9]],
    ['$gte null is null again', numbers, { a: { $gte: null } }, [7, 8]],
    ['$gt null is nothing', numbers, { a: { $gt: null } }, []],
    [
      'strings compare by bytes',
      [
        { _id: 1, a: 'B' },
        { _id: 2, a: 'a' },
        { _id: 3, a: 'ä' },
      ],
      { a: { $gt: 'Z' } },
      [2, 3],
    ],
    [
      'booleans compare within booleans',
      [
        { _id: 1, a: true },
        { _id: 2, a: false },
        { _id: 3, a: 1 },
      ],
      { a: { $lt: true } },
      [2],
    ],
    [
      'dates compare within dates',
      [
        { _id: 1, a: new Date(5) },
        { _id: 2, a: new Date(9) },
        { _id: 3, a: 7 },
      ],
      { a: { $lt: new Date(9) } },
      [1],
    ],
    [
      'ObjectIds compare by bytes',
      [
        { _id: 1, a: new ObjectId('00'.repeat(12)) },
        { _id: 2, a: new ObjectId('ff'.repeat(12)) },
      ],
      { a: { $gt: new ObjectId('80'.repeat(12)) } },
      [2],
    ],
    [
      'timestamps compare by time, then increment',
      [
        { _id: 1, a: new Timestamp({ t: 1, i: 2 }) },
        { _id: 2, a: new Timestamp({ t: 2, i: 1 }) },
      ],
      { a: { $gt: new Timestamp({ t: 1, i: 9 }) } },
      [2],
    ],
    [
      'binary data compares by length first',
      [
        { _id: 1, a: new Binary(Buffer.from([9])) },
        { _id: 2, a: new Binary(Buffer.from([1, 1])) },
      ],
      { a: { $gt: new Binary(Buffer.from([9])) } },
      [2],
    ],
    [
      'a UUID equals its binary form',
      [{ _id: 1, a: new UUID('00112233-4455-6677-8899-aabbccddeeff') }],
      { a: new Binary(Buffer.from('00112233445566778899aabbccddeeff', 'hex'), 4) },
      [1],
    ],
    [
      'binary data of another subtype differs',
      [{ _id: 1, a: new Binary(Buffer.from([1]), 0) }],
      { a: new Binary(Buffer.from([1]), 128) },
      [],
    ],
    [
      'NaN equals NaN',
      [
        { _id: 1, a: Number.NaN },
        { _id: 2, a: 1 },
        { _id: 3, a: Decimal128.fromString('NaN') },
      ],
      { a: Number.NaN },
      [1, 3],
    ],
    [
      '$gte NaN is NaN only',
      [
        { _id: 1, a: Number.NaN },
        { _id: 2, a: 1 },
      ],
      { a: { $gte: Number.NaN } },
      [1],
    ],
    [
      'no number is below NaN',
      [
        { _id: 1, a: Number.NaN },
        { _id: 2, a: 1 },
      ],
      { a: { $lt: Number.NaN } },
      [],
    ],
    [
      'a range does not find NaN',
      [
        { _id: 1, a: Number.NaN },
        { _id: 2, a: 1 },
      ],
      { a: { $lt: 5 } },
      [2],
    ],
    [
      'minus zero equals zero',
      [
        { _id: 1, a: -0 },
        { _id: 2, a: 0 },
      ],
      { a: 0 },
      [1, 2],
    ],
    [
      'longs beyond 2^53 stay apart',
      [
        { _id: 1, a: Long.fromString('9007199254740993') },
        { _id: 2, a: Long.fromString('9007199254740992') },
      ],
      { a: 9007199254740992 },
      [2],
    ],
    [
      'the decimal 0.1 is not the double 0.1',
      [
        { _id: 1, a: 0.1 },
        { _id: 2, a: Decimal128.fromString('0.1') },
      ],
      { a: Decimal128.fromString('0.1') },
      [2],
    ],
    [
      '$lt MaxKey finds every type',
      [
        { _id: 1, a: 1 },
        { _id: 2, a: 'x' },
        { _id: 3, a: new MaxKey() },
      ],
      { a: { $lt: new MaxKey() } },
      [1, 2],
    ],
    [
      '$gt MinKey finds every type',
      [
        { _id: 1, a: 1 },
        { _id: 2, a: new MinKey() },
      ],
      { a: { $gt: new MinKey() } },
      [1],
    ],
    [
      'MinKey equals MinKey',
      [
        { _id: 1, a: new MinKey() },
        { _id: 2, a: null },
      ],
      { a: new MinKey() },
      [1],
    ],
    [
      'documents are equal with the same fields in the same order',
      [
        { _id: 1, a: { x: 1, y: 2 } },
        { _id: 2, a: { y: 2, x: 1 } },
      ],
      { a: { x: 1, y: 2 } },
      [1],
    ],
    [
      'documents compare field by field',
      [
        { _id: 1, a: { x: 1 } },
        { _id: 2, a: { x: 3 } },
      ],
      { a: { $gt: { x: 2 } } },
      [2],
    ],
    [
      'an array equals the whole array',
      [
        { _id: 1, a: [1, 2] },
        { _id: 2, a: [2, 1] },
        { _id: 3, a: [[1, 2]] },
      ],
      { a: [1, 2] },
      [1, 3],
    ],
    ['an empty array equals an empty array', [{ _id: 1, a: [] }, { _id: 2, a: [[]] }, { _id: 3 }], { a: [] }, [1, 2]],
    [
      'arrays compare as wholes too',
      [
        { _id: 1, a: [1, 5] },
        { _id: 2, a: [1, 2] },
      ],
      { a: { $gt: [1, 3] } },
      [1],
    ],
  ]);
  refuses([
    ['$in needs an array', { a: { $in: 1 } }, 2],
    ['$nin needs an array', { a: { $nin: 'x' } }, 2],
    ['$in takes no operators', { a: { $in: [{ $gt: 1 }] } }, 2],
    ['a range takes no regular expression', { a: { $gt: /x/ } }, 2],
    ['$ne takes no regular expression', { a: { $ne: /x/ } }, 2],
    ['an unknown operator is refused', { a: { $foo: 1 } }, 2],
    ['an unknown top-level operator is refused', { $foo: 1 }, 2],
  ]);
});

const nested = [
  { _id: 1, a: { b: 1 } },
  { _id: 2, a: [{ b: 1 }, { b: 2 }] },
  { _id: 3, a: [{ b: [1, 5] }] },
  { _id: 4, a: { b: null } },
  { _id: 5, a: {} },
  { _id: 6, a: 5 },
  { _id: 7, a: [{ c: 1 }] },
  { _id: 8, a: [1, 2] },
  { _id: 9 },
];

// https://www.mongodb.com/docs/manual/tutorial/query-embedded-documents/
// https://www.mongodb.com/docs/manual/tutorial/query-array-of-documents/
describe('paths', () => {
  finds([
    ['a dotted path looks into documents and arrays of documents', nested, { 'a.b': 1 }, [1, 2, 3]],
    ['a dotted path looks into an array at its end', nested, { 'a.b': 5 }, [3]],
    ['null finds what lacks the inner field', nested, { 'a.b': null }, [4, 5, 6, 7, 9]],
    ['$exists finds an inner field', nested, { 'a.b': { $exists: true } }, [1, 2, 3, 4]],
    ['$exists false finds all else', nested, { 'a.b': { $exists: false } }, [5, 6, 7, 8, 9]],
    ['a number names a place in an array', nested, { 'a.1.b': 2 }, [2]],
    ['a number names an element', nested, { 'a.0': 1 }, [8]],
    [
      'a number is also a field name',
      [
        { _id: 1, a: { 0: 'x' } },
        { _id: 2, a: ['x'] },
      ],
      { 'a.0': 'x' },
      [1, 2],
    ],
    ['a place beyond the end does not exist', nested, { 'a.5': { $exists: true } }, []],
    ['conditions on two paths may be met by two elements', nested, { 'a.b': { $gt: 1, $lt: 2 } }, [2, 3]],
    ['names of prototypes are no fields', [{ _id: 1 }], { constructor: { $exists: true } }, []],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/query-logical/
describe('logical query operators', () => {
  const rows = [
    { _id: 1, a: 1, b: 1 },
    { _id: 2, a: 1, b: 2 },
    { _id: 3, a: 2 },
  ];
  finds([
    ['$and needs all', rows, { $and: [{ a: 1 }, { b: 2 }] }, [2]],
    ['$or needs one', rows, { $or: [{ a: 2 }, { b: 1 }] }, [1, 3]],
    ['$nor needs none', rows, { $nor: [{ a: 2 }, { b: 1 }] }, [2]],
    ['$not turns an operator around, missing fields match', rows, { b: { $not: { $gt: 1 } } }, [1, 3]],
    ['$not turns a regular expression around', [{ _id: 1, a: 'x' }, { _id: 2, a: 'y' }, { _id: 3 }], { a: { $not: /x/ } }, [2, 3]],
    ['they nest', rows, { $or: [{ $and: [{ a: 1 }, { $nor: [{ b: 1 }] }] }, { a: 2 }] }, [2, 3]],
    ['fields beside them are joined', rows, { a: 1, $or: [{ b: 1 }, { b: 3 }] }, [1]],
    ['an empty filter finds all', rows, {}, [1, 2, 3]],
    ['$comment says nothing', rows, { a: 2, $comment: 'why' }, [3]],
    ['$alwaysFalse finds nothing', rows, { $alwaysFalse: 1 }, []],
  ]);
  refuses([
    ['$and needs an array', { $and: { a: 1 } }, 2],
    ['$or needs a clause', { $or: [] }, 2],
    ['$nor needs documents', { $nor: [1] }, 2],
    ['$not needs operators', { a: { $not: 1 } }, 2],
    ['$not needs a document that says something', { a: { $not: {} } }, 2],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/query-element/
describe('element query operators', () => {
  const typed = [
    { _id: 1, a: new Int32(1) },
    { _id: 2, a: Long.ONE },
    { _id: 3, a: new Double(1) },
    { _id: 4, a: Decimal128.fromString('1') },
    { _id: 5, a: 'x' },
    { _id: 6, a: [1, 'x'] },
    { _id: 7, a: {} },
    { _id: 8, a: null },
    { _id: 9, a: new Date(0) },
    { _id: 10, a: new ObjectId() },
    { _id: 11, a: true },
    { _id: 12, a: /x/ },
    { _id: 13, a: new Binary(Buffer.from([1])) },
    { _id: 14, a: new Timestamp({ t: 1, i: 1 }) },
    { _id: 15, a: new MinKey() },
    { _id: 16, a: new MaxKey() },
    { _id: 17 },
    { _id: 18, a: [] },
  ];
  finds([
    ['$type by name', typed, { a: { $type: 'string' } }, [5, 6]],
    ['$type by number', typed, { a: { $type: 2 } }, [5, 6]],
    ['int', typed, { a: { $type: 'int' } }, [1, 6]],
    ['long', typed, { a: { $type: 'long' } }, [2]],
    ['double', typed, { a: { $type: 'double' } }, [3]],
    ['decimal', typed, { a: { $type: 'decimal' } }, [4]],
    ['number stands for four types', typed, { a: { $type: 'number' } }, [1, 2, 3, 4, 6]],
    ['array means the field itself', typed, { a: { $type: 'array' } }, [6, 18]],
    ['object', typed, { a: { $type: 'object' } }, [7]],
    ['null is not missing', typed, { a: { $type: 'null' } }, [8]],
    ['date', typed, { a: { $type: 'date' } }, [9]],
    ['objectId', typed, { a: { $type: 'objectId' } }, [10]],
    ['bool', typed, { a: { $type: 'bool' } }, [11]],
    ['regex', typed, { a: { $type: 'regex' } }, [12]],
    ['binData', typed, { a: { $type: 'binData' } }, [13]],
    ['timestamp', typed, { a: { $type: 'timestamp' } }, [14]],
    ['minKey', typed, { a: { $type: 'minKey' } }, [15]],
    ['maxKey by number', typed, { a: { $type: 127 } }, [16]],
    ['several types', typed, { a: { $type: ['bool', 'date'] } }, [9, 11]],
    ['$exists finds null', typed, { a: { $exists: false } }, [17]],
    ['$exists takes any truth', typed, { a: { $exists: 0 } }, [17]],
  ]);
  refuses([
    ['an unknown type name', { a: { $type: 'nonsense' } }, 2],
    ['an unknown type number', { a: { $type: 99 } }, 2],
    ['no type at all', { a: { $type: [] } }, 9],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/query-evaluation/
describe('evaluation query operators', () => {
  const words = [
    { _id: 1, a: 'Hello' },
    { _id: 2, a: 'hello\nworld' },
    { _id: 3, a: ['x', 'HELLO'] },
    { _id: 4, a: 5 },
    { _id: 5, a: /^h/ },
    { _id: 6, a: 'a.b' },
  ];
  finds([
    [
      '$mod by divisor and remainder',
      [
        { _id: 1, a: 4 },
        { _id: 2, a: 5 },
        { _id: 3, a: 'x' },
        { _id: 4, a: -3 },
      ],
      { a: { $mod: [4, 0] } },
      [1],
    ],
    [
      '$mod truncates',
      [
        { _id: 1, a: 4.9 },
        { _id: 2, a: Decimal128.fromString('8.5') },
      ],
      { a: { $mod: [4, 0] } },
      [1, 2],
    ],
    ['$mod keeps the sign of the dividend', [{ _id: 1, a: -5 }], { a: { $mod: [4, -1] } }, [1]],
    [
      '$mod passes NaN over',
      [
        { _id: 1, a: Number.NaN },
        { _id: 2, a: Number.POSITIVE_INFINITY },
      ],
      { a: { $mod: [4, 0] } },
      [],
    ],
    ['a regular expression matches strings', words, { a: /^Hello/ }, [1]],
    ['i ignores case', words, { a: /^hello$/i }, [1, 3]],
    ['m anchors at lines', words, { a: /^world/m }, [2]],
    ['s lets the dot match line ends', words, { a: new BSONRegExp('hello.world', 's') as never }, [2]],
    ['without s it does not', words, { a: /hello.world/ }, []],
    ['$regex with $options', words, { a: { $regex: '^hello$', $options: 'i' } }, [1, 3]],
    ['x allows white space and comments', words, { a: { $regex: '^ Hel lo $ # greeting', $options: 'x' } }, [1]],
    ['an inline flag', words, { a: { $regex: '(?i)^HELLO$' } }, [1, 3]],
    ['POSIX classes', words, { a: { $regex: '^[[:alpha:]]+$' } }, [1, 3]],
    ['PCRE escapes', words, { a: { $regex: '\\Aa\\.b\\z' } }, [6]],
    ['quoted text', words, { a: { $regex: '^\\Qa.b\\E$' } }, [6]],
    ['a regular expression equals itself', words, { a: /^h/ }, [2, 5]],
    ['$in takes regular expressions', words, { a: { $in: [/^a/, 5] } }, [4, 6]],
    ['$nin takes regular expressions', words, { a: { $nin: [/l/i, 5] } }, [5, 6]],
    ['$regex beside another operator', words, { a: { $regex: /l/, $ne: 'Hello' } }, [2]],
    [
      'Unicode letters',
      [
        { _id: 1, a: 'Nguyễn' },
        { _id: 2, a: 'Tran' },
      ],
      { a: { $regex: '\\p{L}uyễn$' } },
      [1],
    ],
    ['a BSON regular expression', words, { a: new BSONRegExp('^HELLO$', 'i') as never }, [1, 3]],
    [
      '$expr compares fields',
      [
        { _id: 1, a: 5, b: 3 },
        { _id: 2, a: 1, b: 3 },
      ],
      { $expr: { $gt: ['$a', '$b'] } },
      [1],
    ],
    ['$expr takes any truth', [{ _id: 1, a: 5 }, { _id: 2, a: 0 }, { _id: 3 }], { $expr: '$a' }, [1]],
    [
      '$expr compares across types',
      [
        { _id: 1, a: 'x' },
        { _id: 2, a: 5 },
      ],
      { $expr: { $gt: ['$a', 100] } },
      [1],
    ],
    [
      '$jsonSchema requires and types',
      [{ _id: 1, a: 'x' }, { _id: 2, a: 1 }, { _id: 3 }],
      { $jsonSchema: { required: ['a'], properties: { a: { bsonType: 'string' } } } },
      [1],
    ],
    [
      '$jsonSchema bounds numbers',
      [{ _id: 1, a: 5 }, { _id: 2, a: 50 }, { _id: 3 }],
      { $jsonSchema: { properties: { a: { minimum: 1, maximum: 10 } } } },
      [1, 3],
    ],
    [
      '$jsonSchema bounds exclusively',
      [
        { _id: 1, a: 5 },
        { _id: 2, a: 6 },
      ],
      { $jsonSchema: { properties: { a: { minimum: 5, exclusiveMinimum: true } } } },
      [2],
    ],
    [
      '$jsonSchema lists values',
      [
        { _id: 1, a: 'x' },
        { _id: 2, a: 'z' },
      ],
      { $jsonSchema: { properties: { a: { enum: ['x', 'y'] } } } },
      [1],
    ],
    [
      '$jsonSchema refuses other fields',
      [
        { _id: 1, a: 1 },
        { _id: 2, a: 1, b: 1 },
      ],
      { $jsonSchema: { properties: { _id: {}, a: {} }, additionalProperties: false } },
      [1],
    ],
    [
      '$jsonSchema looks into arrays',
      [
        { _id: 1, a: [1, 2] },
        { _id: 2, a: [1, 'x'] },
        { _id: 3, a: [] },
      ],
      { $jsonSchema: { properties: { a: { items: { bsonType: 'int' }, minItems: 1 } } } },
      [1],
    ],
    [
      '$jsonSchema combines schemas',
      [
        { _id: 1, a: 1 },
        { _id: 2, a: 'x' },
        { _id: 3, a: true },
      ],
      { $jsonSchema: { properties: { a: { oneOf: [{ type: 'number' }, { type: 'string' }] } } } },
      [1, 2],
    ],
    [
      '$jsonSchema matches patterns and lengths',
      [
        { _id: 1, a: 'ab' },
        { _id: 2, a: 'abcd' },
        { _id: 3, a: 'x' },
      ],
      { $jsonSchema: { properties: { a: { pattern: '^a', maxLength: 3 } } } },
      [1],
    ],
    [
      '$jsonSchema finds unique items',
      [
        { _id: 1, a: [1, 2] },
        { _id: 2, a: [1, 1.0] },
      ],
      { $jsonSchema: { properties: { a: { uniqueItems: true } } } },
      [1],
    ],
  ]);
  refuses([
    ['$mod needs two numbers', { a: { $mod: [4] } }, 2],
    ['$mod takes no third', { a: { $mod: [4, 0, 1] } }, 2],
    ['$mod divides not by zero', { a: { $mod: [0, 1] } }, 2],
    ['an invalid regular expression', { a: { $regex: '(' } }, 51091],
    ['an unknown regular expression option', { a: { $regex: 'x', $options: 'q' } }, 51108],
    ['$options needs $regex', { a: { $options: 'i' } }, 2],
    ['$regex needs a string', { a: { $regex: 5 } }, 2],
    ['an unknown expression', { $expr: { $nonsense: 1 } }, 168],
    ['an undefined variable', { $expr: { $eq: ['$$nope', 1] } }, 17276],
    ['an unknown schema keyword', { $jsonSchema: { nonsense: 1 } }, 9],
    ['text without an index', { $text: { $search: 'x' } }, 27],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/query-array/
describe('array query operators', () => {
  const arrays = [{ _id: 1, a: [1, 2, 3] }, { _id: 2, a: [2] }, { _id: 3, a: 2 }, { _id: 4, a: [] }, { _id: 5, a: [[1, 2]] }, { _id: 6 }];
  const documents = [
    {
      _id: 1,
      a: [
        { x: 1, y: 5 },
        { x: 5, y: 1 },
      ],
    },
    { _id: 2, a: [{ x: 5, y: 5 }] },
    { _id: 3, a: { x: 5, y: 5 } },
  ];
  finds([
    ['$all needs every value', arrays, { a: { $all: [2, 3] } }, [1]],
    ['$all of one value matches a scalar', arrays, { a: { $all: [2] } }, [1, 2, 3]],
    ['$all with an array means that array', arrays, { a: { $all: [[1, 2]] } }, [5]],
    ['an empty $all finds nothing', arrays, { a: { $all: [] } }, []],
    ['$all with $elemMatch', documents, { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: 5 } }] } }, [1]],
    ['$elemMatch needs one element to meet all', documents, { a: { $elemMatch: { x: 5, y: 5 } } }, [2]],
    ['without it two elements may share', documents, { 'a.x': 5, 'a.y': 5 }, [1, 2, 3]],
    ['$elemMatch of operators tests values', arrays, { a: { $elemMatch: { $gt: 2, $lt: 4 } } }, [1]],
    ['$elemMatch does not look into nested arrays', arrays, { a: { $elemMatch: { $eq: 1 } } }, [1]],
    [
      '$elemMatch with $or',
      documents,
      {
        a: {
          $elemMatch: {
            $or: [
              { x: 1, y: 1 },
              { x: 5, y: 1 },
            ],
          },
        },
      },
      [1],
    ],
    ['$not $elemMatch', documents, { a: { $not: { $elemMatch: { x: 1 } } } }, [2, 3]],
    ['$size counts elements', arrays, { a: { $size: 1 } }, [2, 5]],
    ['$size zero', arrays, { a: { $size: 0 } }, [4]],
    ['$size takes a Long', arrays, { a: { $size: Long.fromNumber(3) } }, [1]],
    ['$type array in $elemMatch', arrays, { a: { $elemMatch: { $type: 'array' } } }, [5]],
    ['$elemMatch with $in', arrays, { a: { $elemMatch: { $in: [3, 4] } } }, [1]],
  ]);
  refuses([
    ['$all needs an array', { a: { $all: 1 } }, 2],
    ['$elemMatch needs a document', { a: { $elemMatch: 1 } }, 2],
    ['$size takes no fraction', { a: { $size: 1.5 } }, 9],
    ['$size takes nothing negative', { a: { $size: -1 } }, 9],
    ['$size takes no text', { a: { $size: 'x' } }, 9],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/query-bitwise/
describe('bitwise query operators', () => {
  const bits = [
    { _id: 1, a: 54 },
    { _id: 2, a: 20 },
    { _id: 3, a: 20.0 },
    { _id: 4, a: new Binary(Buffer.from([102])) },
    { _id: 5, a: 'x' },
    { _id: 6, a: 1.5 },
    { _id: 7, a: -1 },
  ];
  finds([
    ['$bitsAllSet by positions', bits, { a: { $bitsAllSet: [1, 5] } }, [1, 4, 7]],
    ['$bitsAllSet by mask', bits, { a: { $bitsAllSet: 50 } }, [1, 7]],
    ['$bitsAllSet by binary data', bits, { a: { $bitsAllSet: new Binary(Buffer.from([48])) } }, [1, 7]],
    ['$bitsAllClear by positions', bits, { a: { $bitsAllClear: [1, 5] } }, [2, 3]],
    ['$bitsAllClear by mask', bits, { a: { $bitsAllClear: 35 } }, [2, 3]],
    ['$bitsAnySet by positions', bits, { a: { $bitsAnySet: [1, 5] } }, [1, 4, 7]],
    ['$bitsAnyClear by mask', bits, { a: { $bitsAnyClear: 35 } }, [1, 2, 3, 4]],
    ['numbers are extended by their sign', bits, { a: { $bitsAllSet: [63, 200] } }, [7]],
  ]);
  refuses([
    ['a negative mask', { a: { $bitsAllSet: -1 } }, 9],
    ['a negative position', { a: { $bitsAnySet: [-1] } }, 9],
    ['text', { a: { $bitsAllSet: 'x' } }, 2],
  ]);
});
