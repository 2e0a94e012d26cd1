import { describe, expect } from '@jest/globals';
import { Binary, Decimal128, type Document, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { cases, codeOf, exact, expectIdentical, useTarget } from './target.ts';

const target = useTarget('expressions');

type Evaluated = readonly [name: string, document: Document, expression: unknown, result: unknown];
type Refused = readonly [name: string, expression: unknown, code: number];

const evaluate = (document: Document, expression: unknown): Promise<Document[]> =>
  target.db.aggregate([{ $documents: [{ $literal: document }] }, { $project: { _id: 0, result: expression } }], exact).toArray();

/** `undefined` as the result stands for no field at all. */
const gives = (rows: readonly Evaluated[]): void =>
  cases(rows, async ([, document, expression, result]) =>
    expectIdentical(await evaluate(document, expression), [result === undefined ? {} : { result }]),
  );

const refuses = (rows: readonly Refused[]): void =>
  cases(rows, async ([, expression, code]) => {
    expect(await codeOf(evaluate({ n: 1, s: 'x', a: [1], z: null }, expression))).toBe(code);
  });

const i = (value: number): Int32 => new Int32(value);
const l = (value: number): Long => Long.fromNumber(value);
const d = (value: number): Double => new Double(value);
const dec = (value: string): Decimal128 => Decimal128.fromString(value);
/** Lint takes a literal `then` for a promise's. */
const THEN = 'then';
const iso = (text: string): Date => new Date(text);

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#arithmetic-expression-operators
describe('arithmetic expressions', () => {
  gives([
    ['int and int is int', { a: 2, b: 3 }, { $add: ['$a', '$b'] }, i(5)],
    ['int and long is long', { a: 2, b: l(3) }, { $add: ['$a', '$b'] }, l(5)],
    ['int and double is double', { a: 2, b: d(3) }, { $add: ['$a', '$b'] }, d(5)],
    ['decimals spread', { a: d(0.1), b: dec('0.2') }, { $add: ['$a', '$b'] }, dec('0.300000000000000')],
    ['ints overflow to long', { a: 2147483647 }, { $add: ['$a', 1] }, l(2147483648)],
    ['longs overflow to double', { a: Long.MAX_VALUE }, { $add: ['$a', l(1)] }, d(2 ** 63)],
    ['null makes null', { a: null }, { $add: ['$a', 1] }, null],
    ['missing makes null', {}, { $add: ['$a', 1] }, null],
    ['a date and a number is a date', { a: new Date(1000) }, { $add: ['$a', 500] }, new Date(1500)],
    ['no operands make zero', {}, { $add: [] }, i(0)],
    ['$subtract keeps the type', { a: 5, b: 7 }, { $subtract: ['$a', '$b'] }, i(-2)],
    ['dates differ in milliseconds, a long', { a: new Date(5000), b: new Date(2000) }, { $subtract: ['$a', '$b'] }, l(3000)],
    ['a date less a number is a date', { a: new Date(5000) }, { $subtract: ['$a', 1000] }, new Date(4000)],
    ['$multiply keeps the type', { a: 4, b: 5 }, { $multiply: ['$a', '$b'] }, i(20)],
    ['$multiply overflows to long', { a: 1000000 }, { $multiply: ['$a', '$a'] }, l(1e12)],
    ['$multiply with decimal', { a: dec('1.10'), b: 2 }, { $multiply: ['$a', '$b'] }, dec('2.20')],
    ['$divide of ints is double', { a: 4, b: 2 }, { $divide: ['$a', '$b'] }, d(2)],
    ['$divide with decimal', { a: dec('1'), b: 4 }, { $divide: ['$a', '$b'] }, dec('0.25')],
    ['$divide of null', { a: null }, { $divide: ['$a', 2] }, null],
    ['$mod of ints', { a: 7 }, { $mod: ['$a', 3] }, i(1)],
    ['$mod keeps the sign of the dividend', { a: -7 }, { $mod: ['$a', 3] }, i(-1)],
    ['$mod of an int by a whole double is an int', { a: 7 }, { $mod: ['$a', d(3)] }, i(1)],
    ['$mod of doubles', { a: 7.5 }, { $mod: ['$a', 2] }, d(1.5)],
    ['$abs', { a: -5 }, { $abs: '$a' }, i(5)],
    ['$abs of the smallest int', { a: -2147483648 }, { $abs: '$a' }, l(2147483648)],
    ['$ceil of a double', { a: 1.2 }, { $ceil: '$a' }, d(2)],
    ['$ceil of an int', { a: 5 }, { $ceil: '$a' }, i(5)],
    ['$floor of a negative', { a: -1.2 }, { $floor: '$a' }, d(-2)],
    ['$floor of a decimal', { a: dec('2.7') }, { $floor: '$a' }, dec('2')],
    ['$round to even', { a: 2.5, b: 3.5 }, { $map: { input: ['$a', '$b'], in: { $round: ['$$this'] } } }, [d(2), d(4)]],
    ['$round to places', { a: 1.2345 }, { $round: ['$a', 2] }, d(1.23)],
    ['$round before the point', { a: 1254 }, { $round: ['$a', -2] }, i(1300)],
    ['$trunc', { a: -1.79 }, { $trunc: ['$a', 1] }, d(-1.7)],
    ['$pow of ints', { a: 2 }, { $pow: ['$a', 10] }, i(1024)],
    ['$pow overflows to long', { a: 2 }, { $pow: ['$a', 40] }, l(2 ** 40)],
    ['$pow with a negative exponent is double', { a: 2 }, { $pow: ['$a', -1] }, d(0.5)],
    ['$sqrt', { a: 16 }, { $sqrt: '$a' }, d(4)],
    ['$exp', {}, { $exp: 0 }, d(1)],
    ['$ln', {}, { $ln: 1 }, d(0)],
    ['$log10', {}, { $log10: 1000 }, d(3)],
    ['$log', {}, { $log: [8, 2] }, d(3)],
    ['$ln of a decimal has 34 digits', {}, { $ln: dec('2') }, dec('0.6931471805599453094172321214581766')],
    ['$exp of a decimal', {}, { $exp: dec('1') }, dec('2.718281828459045235360287471352662')],
    ['$bitAnd', {}, { $bitAnd: [12, 10] }, i(8)],
    ['$bitOr of a long', {}, { $bitOr: [12, l(3)] }, l(15)],
    ['$bitXor', {}, { $bitXor: [12, 10] }, i(6)],
    ['$bitNot', {}, { $bitNot: 5 }, i(-6)],
    ['$sin', {}, { $sin: 0 }, d(0)],
    ['$atan2', {}, { $atan2: [0, 1] }, d(0)],
    ['$degreesToRadians', {}, { $degreesToRadians: 180 }, d(Math.PI)],
  ]);
  refuses([
    ['$add of text', { $add: ['$s', 1] }, 14],
    ['$add of two dates', { $add: [new Date(0), new Date(0)] }, 16612],
    ['$subtract of text', { $subtract: ['$s', 1] }, 14],
    ['$multiply of text', { $multiply: ['$s', 1] }, 14],
    ['$divide by zero', { $divide: ['$n', 0] }, 2],
    ['$divide of text', { $divide: ['$s', 1] }, 14],
    ['$mod by zero', { $mod: ['$n', 0] }, 16610],
    ['$sqrt of a negative', { $sqrt: -1 }, 28714],
    ['$ln of zero', { $ln: 0 }, 28766],
    ['$abs of text', { $abs: '$s' }, 28765],
    ['one operand too few', { $subtract: [1] }, 16020],
    ['$pow of zero to a negative', { $pow: [0, -1] }, 28764],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#array-expression-operators
describe('array expressions', () => {
  const doc = {
    a: [1, 2, 3],
    b: ['x', 'y'],
    e: [],
    n: null,
    docs: [
      { k: 'a', v: 1 },
      { k: 'b', v: 2 },
    ],
  };
  gives([
    ['$arrayElemAt', doc, { $arrayElemAt: ['$a', 0] }, i(1)],
    ['$arrayElemAt from the end', doc, { $arrayElemAt: ['$a', -1] }, i(3)],
    ['$arrayElemAt beyond the end is missing', doc, { $arrayElemAt: ['$a', 9] }, undefined],
    ['$first and $last', doc, [{ $first: '$a' }, { $last: '$a' }], [i(1), i(3)]],
    ['$firstN', doc, { $firstN: { n: 2, input: '$a' } }, [i(1), i(2)]],
    ['$lastN', doc, { $lastN: { n: 2, input: '$a' } }, [i(2), i(3)]],
    ['$maxN', doc, { $maxN: { n: 2, input: '$a' } }, [i(3), i(2)]],
    ['$minN', doc, { $minN: { n: 2, input: '$a' } }, [i(1), i(2)]],
    ['$slice', doc, { $slice: ['$a', 2] }, [i(1), i(2)]],
    ['$slice from the end', doc, { $slice: ['$a', -2] }, [i(2), i(3)]],
    ['$slice of a middle', doc, { $slice: ['$a', 1, 1] }, [i(2)]],
    ['$concatArrays', doc, { $concatArrays: ['$a', '$b'] }, [i(1), i(2), i(3), 'x', 'y']],
    ['$concatArrays with null', doc, { $concatArrays: ['$a', '$n'] }, null],
    ['$size', doc, { $size: '$a' }, i(3)],
    ['$isArray', doc, [{ $isArray: '$a' }, { $isArray: ['$n'] }], [true, false]],
    ['$in', doc, { $in: [2, '$a'] }, true],
    ['$indexOfArray', doc, { $indexOfArray: ['$a', 3] }, i(2)],
    ['$indexOfArray of what is not there', doc, { $indexOfArray: ['$a', 9] }, i(-1)],
    ['$reverseArray', doc, { $reverseArray: '$a' }, [i(3), i(2), i(1)]],
    ['$map', doc, { $map: { input: '$a', as: 'x', in: { $multiply: ['$$x', 2] } } }, [i(2), i(4), i(6)]],
    ['$filter', doc, { $filter: { input: '$a', as: 'x', cond: { $gt: ['$$x', 1] } } }, [i(2), i(3)]],
    ['$filter with a limit', doc, { $filter: { input: '$a', cond: { $gt: ['$$this', 1] }, limit: 1 } }, [i(2)]],
    ['$reduce', doc, { $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, i(6)],
    ['$range', {}, { $range: [0, 6, 2] }, [i(0), i(2), i(4)]],
    ['$range downwards', {}, { $range: [3, 0, -1] }, [i(3), i(2), i(1)]],
    [
      '$zip',
      doc,
      { $zip: { inputs: ['$a', '$b'] } },
      [
        [i(1), 'x'],
        [i(2), 'y'],
      ],
    ],
    [
      '$zip to the longest',
      doc,
      { $zip: { inputs: ['$a', '$b'], useLongestLength: true, defaults: [0, 'z'] } },
      [
        [i(1), 'x'],
        [i(2), 'y'],
        [i(3), 'z'],
      ],
    ],
    [
      '$arrayToObject of pairs',
      {},
      {
        $arrayToObject: {
          $literal: [
            ['x', 1],
            ['y', 2],
          ],
        },
      },
      { x: 1, y: 2 },
    ],
    ['$arrayToObject of k and v', doc, { $arrayToObject: '$docs' }, { a: 1, b: 2 }],
    ['$objectToArray', { o: { x: 1 } }, { $objectToArray: '$o' }, [{ k: 'x', v: 1 }]],
    ['$sortArray of values', { a: [3, 1, 2] }, { $sortArray: { input: '$a', sortBy: 1 } }, [i(1), i(2), i(3)]],
    [
      '$sortArray of documents',
      doc,
      { $sortArray: { input: '$docs', sortBy: { v: -1 } } },
      [
        { k: 'b', v: 2 },
        { k: 'a', v: 1 },
      ],
    ],
    ['a path through an array gives an array', doc, '$docs.v', [i(1), i(2)]],
    ['a place is no path', doc, '$a.0', []],
    ['an array literal holds null for what is missing', {}, ['$x', 1], [null, i(1)]],
  ]);
  refuses([
    ['$size of no array', { $size: '$s' }, 17124],
    ['$arrayElemAt of no array', { $arrayElemAt: ['$s', 0] }, 28689],
    ['$concatArrays of no array', { $concatArrays: ['$a', '$s'] }, 28664],
    ['$in of no array', { $in: [1, '$s'] }, 40081],
    ['$filter of no array', { $filter: { input: '$s', cond: true } }, 28651],
    ['$map of no array', { $map: { input: '$s', in: 1 } }, 16883],
    ['$range by zero', { $range: [0, 1, 0] }, 34449],
    ['$slice of no array', { $slice: ['$s', 1] }, 28724],
    ['$reduce of no array', { $reduce: { input: '$s', initialValue: 0, in: 1 } }, 40080],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#boolean-expression-operators
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#comparison-expression-operators
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#conditional-expression-operators
describe('truth, comparison and choice', () => {
  gives([
    ['$and of truths', {}, { $and: [1, 'x', [], {}] }, true],
    ['$and of zero', {}, { $and: [1, 0] }, false],
    ['$and of nothing', {}, { $and: [] }, true],
    ['$or of null and missing', {}, { $or: [null, '$x'] }, false],
    ['$not', {}, { $not: [0] }, true],
    ['$cmp', {}, { $cmp: [1, 2] }, i(-1)],
    ['$eq across number types', {}, { $eq: [1, l(1)] }, true],
    ['$gt across types', {}, { $gt: ['x', 1] }, true],
    ['missing is less than null', {}, { $lt: ['$x', null] }, true],
    ['null is less than numbers', {}, { $lt: [null, 0] }, true],
    [
      'types have their order',
      {},
      {
        $sortArray: {
          input: { $literal: [new MaxKey(), true, 'x', 5, null, new Date(0), { a: 1 }, [1], new ObjectId('00'.repeat(12)), new MinKey()] },
          sortBy: 1,
        },
      },
      [new MinKey(), null, 5, 'x', { a: 1 }, [1], new ObjectId('00'.repeat(12)), true, new Date(0), new MaxKey()],
    ],
    ['$cond', { a: 5 }, { $cond: [{ $gt: ['$a', 3] }, 'big', 'small'] }, 'big'],
    ['$cond by names', { a: 1 }, { $cond: { if: { $gt: ['$a', 3] }, [THEN]: 'big', else: 'small' } }, 'small'],
    ['$ifNull', { a: null }, { $ifNull: ['$a', '$b', 7] }, i(7)],
    [
      '$switch',
      { a: 5 },
      {
        $switch: {
          branches: [
            { case: { $gt: ['$a', 9] }, [THEN]: 1 },
            { case: { $gt: ['$a', 3] }, [THEN]: 2 },
          ],
          default: 3,
        },
      },
      i(2),
    ],
    ['$switch to the default', { a: 0 }, { $switch: { branches: [{ case: { $gt: ['$a', 9] }, [THEN]: 1 }], default: 3 } }, i(3)],
    ['$let', { a: 2 }, { $let: { vars: { x: { $add: ['$a', 1] } }, in: { $multiply: ['$$x', '$$x'] } } }, i(9)],
    ['$literal', {}, { $literal: { $add: [1, 2] } }, { $add: [1, 2] }],
    ['$$ROOT', { a: 1 }, '$$ROOT', { a: 1 }],
    ['$$CURRENT', { a: { b: 1 } }, '$$CURRENT.a.b', i(1)],
    ['$$REMOVE', { a: 1 }, { $cond: [true, '$$REMOVE', 1] }, undefined],
  ]);
  refuses([
    ['$switch without a match', { $switch: { branches: [{ case: false, [THEN]: 1 }] } }, 40066],
    ['$switch without branches', { $switch: { branches: [] } }, 40068],
    ['$cond without else', { $cond: { if: 1, [THEN]: 1 } }, 17082],
    ['an undefined variable', '$$nope', 17276],
    ['two operators in one expression', { $add: [1], $subtract: [1] }, 15983],
    ['an unknown operator', { $nonsense: 1 }, 31325],
    ['$ifNull with one operand', { $ifNull: [1] }, 1257300],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#string-expression-operators
describe('string expressions', () => {
  const doc = { s: 'Hello', t: 'Nguyễn Thị Hòa', n: null };
  gives([
    ['$concat', doc, { $concat: ['$s', ' ', 'World'] }, 'Hello World'],
    ['$concat with null', doc, { $concat: ['$s', '$n'] }, null],
    ['$toUpper changes ASCII only', doc, { $toUpper: '$t' }, 'NGUYễN THị HòA'],
    ['$toLower of null', doc, { $toLower: '$n' }, ''],
    ['$substrCP', doc, { $substrCP: ['$t', 0, 6] }, 'Nguyễn'],
    ['$substrBytes', doc, { $substrBytes: ['$s', 1, 3] }, 'ell'],
    ['$substr to the end', doc, { $substr: ['$s', 2, -1] }, 'llo'],
    ['$strLenCP', doc, { $strLenCP: '$t' }, i(14)],
    ['$strLenBytes', doc, { $strLenBytes: '$t' }, i(19)],
    ['$indexOfCP', doc, { $indexOfCP: ['$t', 'Thị'] }, i(7)],
    ['$indexOfBytes', doc, { $indexOfBytes: ['$s', 'l', 3] }, i(3)],
    ['$split', {}, { $split: ['a,b,,c', ','] }, ['a', 'b', '', 'c']],
    ['$trim', {}, { $trim: { input: '  x ' } }, 'x'],
    ['$ltrim of characters', {}, { $ltrim: { input: 'xxyx', chars: 'x' } }, 'yx'],
    ['$rtrim', {}, { $rtrim: { input: ' x ' } }, ' x'],
    ['$replaceOne', {}, { $replaceOne: { input: 'aXbX', find: 'X', replacement: '-' } }, 'a-bX'],
    ['$replaceAll takes no patterns', {}, { $replaceAll: { input: 'a.b.c', find: '.', replacement: { $literal: '$&' } } }, 'a$&b$&c'],
    ['$strcasecmp', {}, { $strcasecmp: ['abc', 'ABD'] }, i(-1)],
    ['$regexMatch', doc, { $regexMatch: { input: '$s', regex: '^hel', options: 'i' } }, true],
    ['$regexFind', {}, { $regexFind: { input: 'xé42', regex: '(\\d)(\\d)?(x)?' } }, { match: '42', idx: i(2), captures: ['4', '2', null] }],
    ['$regexFind of nothing', doc, { $regexFind: { input: '$s', regex: 'zzz' } }, null],
    [
      '$regexFindAll',
      {},
      { $regexFindAll: { input: 'a1b2', regex: '[0-9]' } },
      [
        { match: '1', idx: i(1), captures: [] },
        { match: '2', idx: i(3), captures: [] },
      ],
    ],
    ['$binarySize', {}, { $binarySize: new Binary(Buffer.from([1, 2, 3])) }, i(3)],
  ]);
  refuses([
    ['$concat of a number', { $concat: ['$s', 1] }, 16702],
    ['$strLenCP of null', { $strLenCP: '$z' }, 34471],
    ['$split without a separator', { $split: ['$s', ''] }, 40087],
    ['$substrCP from a negative', { $substrCP: ['$s', -1, 1] }, 34455],
    ['$trim of a number', { $trim: { input: 1 } }, 50699],
    ['$indexOfCP of a number', { $indexOfCP: [1, 'x'] }, 40093],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#date-expression-operators
describe('date expressions', () => {
  const doc = { t: iso('2024-02-29T13:45:30.123Z'), e: iso('2023-12-31T00:00:00Z') };
  gives([
    ['$year', doc, { $year: '$t' }, i(2024)],
    ['$month', doc, { $month: '$t' }, i(2)],
    ['$dayOfMonth', doc, { $dayOfMonth: '$t' }, i(29)],
    ['$dayOfWeek counts from Sunday', doc, { $dayOfWeek: '$t' }, i(5)],
    ['$dayOfYear', doc, { $dayOfYear: '$t' }, i(60)],
    ['$hour in a zone', doc, { $hour: { date: '$t', timezone: 'Asia/Ho_Chi_Minh' } }, i(20)],
    ['$minute in an offset', doc, { $minute: { date: '$t', timezone: '+05:30' } }, i(15)],
    ['$second', doc, { $second: '$t' }, i(30)],
    ['$millisecond', doc, { $millisecond: '$t' }, i(123)],
    ['$week', doc, { $week: '$t' }, i(8)],
    ['$isoWeek', doc, { $isoWeek: '$e' }, i(52)],
    ['$isoDayOfWeek', doc, { $isoDayOfWeek: '$e' }, i(7)],
    ['$isoWeekYear is a long', doc, { $isoWeekYear: '$e' }, l(2023)],
    ['$year of null', {}, { $year: '$x' }, null],
    ['$year of an ObjectId', {}, { $year: new ObjectId('65e0a0000000000000000000') }, i(2024)],
    ['$dateToString', doc, { $dateToString: { date: '$t' } }, '2024-02-29T13:45:30.123Z'],
    [
      '$dateToString by a format',
      doc,
      { $dateToString: { date: '$t', format: '%d/%m/%Y %H:%M:%S.%L %j %u %V %G' } },
      '29/02/2024 13:45:30.123 060 4 09 2024',
    ],
    [
      '$dateToString in a zone',
      doc,
      { $dateToString: { date: '$t', format: '%H:%M %z %Z', timezone: 'Asia/Ho_Chi_Minh' } },
      '20:45 +0700 420',
    ],
    ['$dateToString of null', {}, { $dateToString: { date: null, onNull: 'none' } }, 'none'],
    ['$dateFromString', {}, { $dateFromString: { dateString: '2024-02-29T13:45:30Z' } }, iso('2024-02-29T13:45:30Z')],
    [
      '$dateFromString with a point before the seconds',
      {},
      { $dateFromString: { dateString: '2024-02-29T13:45.30' } },
      iso('2024-02-29T13:45:30Z'),
    ],
    [
      '$dateFromString with an offset from GMT',
      {},
      { $dateFromString: { dateString: '2024-02-29T13:45:30 GMT+07' } },
      iso('2024-02-29T06:45:30Z'),
    ],
    [
      '$dateFromString with an abbreviated zone',
      {},
      { $dateFromString: { dateString: '2024-02-29T13:45:30 EST' } },
      iso('2024-02-29T18:45:30Z'),
    ],
    [
      '$dateFromString by ISO week',
      {},
      { $dateFromString: { dateString: '2024 W09 4', format: '%G W%V %u' } },
      iso('2024-02-29T00:00:00Z'),
    ],
    ['$dateFromString of a day', {}, { $dateFromString: { dateString: '2024-02-29' } }, iso('2024-02-29T00:00:00Z')],
    ['$dateFromString by a format', {}, { $dateFromString: { dateString: '29/02/2024', format: '%d/%m/%Y' } }, iso('2024-02-29T00:00:00Z')],
    [
      '$dateFromString in a zone',
      {},
      { $dateFromString: { dateString: '2024-02-29T00:00:00', timezone: 'Asia/Ho_Chi_Minh' } },
      iso('2024-02-28T17:00:00Z'),
    ],
    ['$dateFromString that fails', {}, { $dateFromString: { dateString: 'nonsense', onError: 'bad' } }, 'bad'],
    [
      '$dateToParts',
      doc,
      { $dateToParts: { date: '$t' } },
      { year: i(2024), month: i(2), day: i(29), hour: i(13), minute: i(45), second: i(30), millisecond: i(123) },
    ],
    [
      '$dateToParts by ISO weeks',
      doc,
      { $dateToParts: { date: '$e', iso8601: true } },
      { isoWeekYear: i(2023), isoWeek: i(52), isoDayOfWeek: i(7), hour: i(0), minute: i(0), second: i(0), millisecond: i(0) },
    ],
    ['$dateFromParts', {}, { $dateFromParts: { year: 2024, month: 2, day: 29, hour: 12 } }, iso('2024-02-29T12:00:00Z')],
    ['$dateFromParts carries over', {}, { $dateFromParts: { year: 2023, month: 14, day: 1 } }, iso('2024-02-01T00:00:00Z')],
    [
      '$dateAdd of a month',
      {},
      { $dateAdd: { startDate: iso('2024-01-31T10:00:00Z'), unit: 'month', amount: 1 } },
      iso('2024-02-29T10:00:00Z'),
    ],
    [
      '$dateAdd of a day over summer time',
      {},
      { $dateAdd: { startDate: iso('2024-03-30T11:00:00Z'), unit: 'day', amount: 1, timezone: 'Europe/Berlin' } },
      iso('2024-03-31T10:00:00Z'),
    ],
    ['$dateSubtract', doc, { $dateSubtract: { startDate: '$t', unit: 'hour', amount: 2 } }, iso('2024-02-29T11:45:30.123Z')],
    [
      '$dateDiff in days',
      {},
      { $dateDiff: { startDate: iso('2024-01-01T23:00:00Z'), endDate: iso('2024-01-02T01:00:00Z'), unit: 'day' } },
      l(1),
    ],
    [
      '$dateDiff in months',
      {},
      { $dateDiff: { startDate: iso('2023-11-30T00:00:00Z'), endDate: iso('2024-02-01T00:00:00Z'), unit: 'month' } },
      l(3),
    ],
    [
      '$dateDiff in weeks',
      {},
      { $dateDiff: { startDate: iso('2024-02-25T00:00:00Z'), endDate: iso('2024-02-26T00:00:00Z'), unit: 'week', startOfWeek: 'monday' } },
      l(1),
    ],
    ['$dateTrunc to a month', doc, { $dateTrunc: { date: '$t', unit: 'month' } }, iso('2024-02-01T00:00:00Z')],
    ['$dateTrunc to bins', doc, { $dateTrunc: { date: '$t', unit: 'minute', binSize: 15 } }, iso('2024-02-29T13:45:00Z')],
    ['$dateTrunc to a week', doc, { $dateTrunc: { date: '$t', unit: 'week', startOfWeek: 'monday' } }, iso('2024-02-26T00:00:00Z')],
    ['$dateTrunc in a zone', doc, { $dateTrunc: { date: '$t', unit: 'day', timezone: 'Asia/Ho_Chi_Minh' } }, iso('2024-02-28T17:00:00Z')],
    ['$tsSecond', {}, { $tsSecond: new Timestamp({ t: 5, i: 2 }) }, l(5)],
    ['$tsIncrement', {}, { $tsIncrement: new Timestamp({ t: 5, i: 2 }) }, l(2)],
  ]);
  refuses([
    ['$year of text', { $year: '$s' }, 16006],
    ['$dateFromString with two zones', { $dateFromString: { dateString: '2024-02-29T13:45:30Z', timezone: 'Asia/Ho_Chi_Minh' } }, 241],
    ['$dateFromString that mixes calendars', { $dateFromString: { dateString: '2024 09', format: '%Y %V' } }, 241],
    ['$dateTrunc by no bins', { $dateTrunc: { date: new Date(0), unit: 'day', binSize: 0 } }, 5439018],
    ['$dateTrunc without a unit', { $dateTrunc: { date: new Date(0) } }, 5439010],
    ['an unknown zone', { $hour: { date: new Date(0), timezone: 'Nowhere/City' } }, 40485],
    ['an unknown format character', { $dateToString: { date: new Date(0), format: '%q' } }, 18536],
    ['$dateFromString of nonsense', { $dateFromString: { dateString: 'nonsense' } }, 241],
    ['$dateAdd of a fraction', { $dateAdd: { startDate: new Date(0), unit: 'day', amount: 1.5 } }, 5166405],
    ['$dateDiff in an unknown unit', { $dateDiff: { startDate: new Date(0), endDate: new Date(0), unit: 'age' } }, 5439014],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#type-expression-operators
describe('type expressions', () => {
  gives([
    [
      '$type of all there is',
      { a: 1, b: l(1), c: d(1), d: dec('1'), e: 's', f: [], g: {}, h: null, k: true },
      { $map: { input: ['$a', '$b', '$c', '$d', '$e', '$f', '$g', '$h', '$k'], in: { $type: '$$this' } } },
      ['int', 'long', 'double', 'decimal', 'string', 'array', 'object', 'null', 'bool'],
    ],
    ['$type of what is missing', {}, { $type: '$x' }, 'missing'],
    ['$isNumber', {}, [{ $isNumber: 1 }, { $isNumber: 'x' }], [true, false]],
    ['$toInt of text', {}, { $toInt: '42' }, i(42)],
    ['$toInt truncates', {}, { $toInt: -5.9 }, i(-5)],
    ['$toInt of truth', {}, { $toInt: true }, i(1)],
    ['$toLong of a date', {}, { $toLong: new Date(5) }, l(5)],
    ['$toDouble of text', {}, { $toDouble: '1.5e2' }, d(150)],
    ['$toDouble of a long', {}, { $toDouble: l(5) }, d(5)],
    ['$toDecimal of a double', {}, { $toDecimal: 0.1 }, dec('0.100000000000000')],
    ['$toDecimal of text', {}, { $toDecimal: '1.10' }, dec('1.10')],
    ['$toString of an int', {}, { $toString: 42 }, '42'],
    ['$toString of a double', {}, { $toString: 2.5 }, '2.5'],
    ['$toString of truth', {}, { $toString: false }, 'false'],
    ['$toString of a date', {}, { $toString: new Date(0) }, '1970-01-01T00:00:00.000Z'],
    ['$toString of an ObjectId', {}, { $toString: new ObjectId('0123456789abcdef01234567') }, '0123456789abcdef01234567'],
    ['$toObjectId', {}, { $toObjectId: '0123456789abcdef01234567' }, new ObjectId('0123456789abcdef01234567')],
    ['$toBool of a number', {}, [{ $toBool: 0 }, { $toBool: 2 }, { $toBool: '' }], [false, true, true]],
    ['$toDate of text', {}, { $toDate: '2024-01-02' }, iso('2024-01-02T00:00:00Z')],
    ['$toDate of a long', {}, { $toDate: l(1000) }, new Date(1000)],
    ['$convert', {}, { $convert: { input: '7', to: 'int' } }, i(7)],
    ['$convert that fails', {}, { $convert: { input: 'x', to: 'int', onError: -1 } }, i(-1)],
    ['$convert of null', {}, { $convert: { input: null, to: 'int', onNull: 0 } }, i(0)],
    ['null stays null', {}, { $toInt: null }, null],
  ]);
  refuses([
    ['$toInt of text that is no number', { $toInt: '$s' }, 241],
    ['$toInt beyond an int', { $toInt: l(2 ** 40) }, 241],
    ['$toObjectId of short text', { $toObjectId: 'abc' }, 241],
    ['$toDate of an int', { $toDate: 5 }, 241],
    ['$convert to an unknown type', { $convert: { input: 1, to: 'nonsense' } }, 2],
  ]);
});

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#object-expression-operators
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/#set-expression-operators
describe('objects, sets and accumulators as expressions', () => {
  const doc = { a: [1, 2, 2], b: [2, 3], n: [4, 8, 6], o: { x: 1 } };
  gives([
    ['$mergeObjects', doc, { $mergeObjects: ['$o', { y: 2 }, null, { x: 3 }] }, { x: i(3), y: i(2) }],
    ['$bsonSize', { o: { a: 1 } }, { $bsonSize: '$o' }, i(12)],
    ['$getField of a name with a dot', { 'a.b': 1 }, { $getField: 'a.b' }, i(1)],
    ['$getField of another document', doc, { $getField: { field: 'x', input: '$o' } }, i(1)],
    ['$setField', doc, { $setField: { field: 'y.z', input: '$o', value: 2 } }, { x: i(1), 'y.z': i(2) }],
    ['$unsetField', doc, { $unsetField: { field: 'x', input: '$o' } }, {}],
    ['an object of expressions', doc, { p: '$o.x', q: { $literal: 1 }, r: '$nope' }, { p: i(1), q: i(1) }],
    ['$setEquals', doc, { $setEquals: ['$a', [2, 1]] }, true],
    ['$setIsSubset', doc, { $setIsSubset: [[2], '$a'] }, true],
    ['$setDifference', doc, { $setDifference: ['$a', '$b'] }, [i(1)]],
    ['$setIntersection', doc, { $setIntersection: ['$a', '$b'] }, [i(2)]],
    ['$setUnion', doc, { $sortArray: { input: { $setUnion: ['$a', '$b'] }, sortBy: 1 } }, [i(1), i(2), i(3)]],
    ['$anyElementTrue', {}, { $anyElementTrue: [[0, null, 1]] }, true],
    ['$allElementsTrue', {}, { $allElementsTrue: [[1, 0]] }, false],
    ['$sum of an array', doc, { $sum: '$n' }, i(18)],
    ['$sum passes over what is no number', {}, { $sum: [1, 'x', 2] }, i(3)],
    ['$avg', doc, { $avg: '$n' }, d(6)],
    ['$avg of nothing', {}, { $avg: [] }, null],
    ['$min and $max', doc, [{ $min: '$n' }, { $max: '$n' }], [i(4), i(8)]],
    ['$stdDevPop', {}, { $stdDevPop: [2, 4, 4, 4, 5, 5, 7, 9] }, d(2)],
    ['$median', doc, { $median: { input: '$n', method: 'approximate' } }, d(6)],
    ['$percentile', {}, { $percentile: { input: [1, 2, 3, 4, 5], p: [0.2, 1], method: 'approximate' } }, [d(1), d(5)]],
  ]);
  refuses([
    ['$arrayToObject of pairs and documents', { $arrayToObject: { $literal: [['a', 1], { k: 'b', v: 2 }] } }, 40396],
    ['$bsonSize of a number', { $bsonSize: '$n' }, 31393],
    ['$mergeObjects of a number', { $mergeObjects: ['$n'] }, 40400],
    ['$setUnion of no array', { $setUnion: ['$s', [1]] }, 17043],
    ['$arrayToObject of no array', { $arrayToObject: '$s' }, 40386],
    ['$objectToArray of no document', { $objectToArray: '$s' }, 40390],
  ]);
});
