import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import type { Document } from '../bson/document.ts';
import { compileUpdate } from './update.ts';

const now = new Date('2024-03-01T10:00:00.250Z');

describe('an update', () => {
  it('leaves the document it was given as it was', () => {
    const before = { _id: 1, a: { b: [1, { c: 2 }] } };
    const { document, changed } = compileUpdate({ $set: { 'a.b.1.c': 3 }, $push: { 'a.d': 1 } })(before);

    expect(before).toEqual({ _id: 1, a: { b: [1, { c: 2 }] } });
    expect([document, changed]).toEqual([{ _id: 1, a: { b: [1, { c: 3 }], d: [1] } }, true]);
  });

  it('shares what it does not touch', () => {
    const before: Document = { _id: 1, big: { x: [1, 2, 3] }, a: 1 };
    const { document } = compileUpdate({ $inc: { a: 1 } })(before);

    expect(document['big']).toBe(before['big']);
  });

  it.each<[string, Document]>([
    ['$set of the same bytes', { $set: { a: new Int32(1), 'o.x': 'y' } }],
    ['$unset of what is missing', { $unset: { z: '', 'o.z.z': '' } }],
    ['$inc by zero', { $inc: { a: new Int32(0) } }],
    ['$mul by one', { $mul: { a: new Int32(1) } }],
    ['$min and $max within', { $min: { a: new Int32(5) }, $max: { d: new Double(-1) } }],
    ['$addToSet of what is there', { $addToSet: { l: new Double(1) } }],
    ['$pull of what is not there', { $pull: { l: 9 } }],
    ['$push of nothing', { $push: { l: { $each: [] } } }],
    ['$setOnInsert', { $setOnInsert: { a: 9 } }],
    ['$rename of what is missing', { $rename: { z: 'y' } }],
    ['$bit that changes no bit', { $bit: { a: { or: new Int32(1) } } }],
    ['the same document again', { _id: 1, a: new Int32(1), d: new Double(1.5), o: { x: 'y' }, l: [new Int32(1)] }],
  ])('says that nothing changed: %s', (_name, update) => {
    const before = { _id: 1, a: new Int32(1), d: new Double(1.5), o: { x: 'y' }, l: [new Int32(1)] };
    const { document, changed } = compileUpdate(update)(before);

    expect(changed).toBe(false);
    expect(document).toBe(before);
  });

  it.each<[string, unknown, unknown]>([
    ['an int for a double', new Int32(1), new Double(1)],
    ['a long for an int', Long.fromNumber(1), new Int32(1)],
    ['other digits of one decimal', Decimal128.fromString('1.0'), Decimal128.fromString('1.00')],
    ['minus zero for zero', new Double(-0), new Double(0)],
  ])('takes %s for a change', (_name, next, before) => {
    expect(compileUpdate({ $set: { a: next } })({ _id: 1, a: before }).changed).toBe(true);
  });

  it('stamps the time it is given', () => {
    const { document } = compileUpdate({ $currentDate: { d: true, t: { $type: 'timestamp' } } })({ _id: 1 }, { now });

    expect(document).toEqual({ _id: 1, d: now, t: new Timestamp({ t: 1709287200, i: 251 }) });
  });

  it('takes the place in an array from its caller, else from the filter', () => {
    const update = compileUpdate({ $set: { 'a.$': 0 } });

    expect(update({ _id: 1, a: [1, 2] }, { matchedArrayIndex: 1 }).document).toEqual({ _id: 1, a: [1, 0] });
    expect(update({ _id: 1, a: [1, 2] }, { filter: { a: { $lt: 2 } } }).document).toEqual({ _id: 1, a: [0, 2] });
  });

  it('tells its kind', () => {
    expect(
      [compileUpdate({ $set: { a: 1 } }), compileUpdate({ a: 1 }), compileUpdate({}), compileUpdate([])].map(({ kind }) => kind),
    ).toEqual(['modifiers', 'replacement', 'replacement', 'pipeline']);
  });

  it.each<[string, unknown, number]>([
    ['neither a document nor a list', 'x', 9],
    ['an operator in a replacement', { a: 1, $set: { b: 1 } }, 52],
    ['a pipeline of something else', [5], 14],
    ['a stage of two names', [{ $set: {}, $unset: 'x' }], 40323],
    ['padding without end', { $set: { 'a.99999999': 1 } }, 39],
  ])('refuses %s', (_name, update, code) => {
    expect(() => compileUpdate(update)({ _id: 1, a: [1] })).toThrow(expect.objectContaining({ code }));
  });
});

describe('an upsert', () => {
  it('begins with the equalities of the filter and has its _id first', () => {
    const update = compileUpdate({ $set: { z: 1 }, $setOnInsert: { y: 2 } });

    expect(update.insert({ b: 1, _id: 7, c: { $gt: 1 } })).toEqual({ _id: 7, b: 1, y: 2, z: 1 });
    expect(Object.keys(update.insert({ b: 1, _id: 7 }))[0]).toBe('_id');
  });

  it('makes an _id where there is none', () => {
    const document = compileUpdate({ a: 1 }).insert({ x: 5 });

    expect(document).toEqual({ _id: expect.any(ObjectId), a: 1 });
  });

  it.each<[string, Document, unknown, number]>([
    ['two values for one path', { $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, 54],
    ['a path and a path within', { a: 1, 'a.b': 2 }, { $set: { b: 1 } }, 54],
    ['two values by $all', { a: { $all: [1, 2] } }, { $set: { b: 1 } }, 54],
    ['a part of an _id for a replacement', { '_id.x': 1 }, { b: 1 }, 111],
    ['an array for an _id', { _id: [1] }, { $set: { b: 1 } }, 53],
    ['another _id than the filter’s', { _id: 1 }, { $set: { _id: 2 } }, 66],
  ])('refuses %s', (_name, filter, update, code) => {
    expect(() => compileUpdate(update).insert(filter)).toThrow(expect.objectContaining({ code }));
  });
});
