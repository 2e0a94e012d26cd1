import { describe, expect, it } from '@jest/globals';
import { Int32, Long } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { compileElementTest, compileMatch, compileValueTest } from './match.ts';

const refusal = (filter: Document): readonly [number, string] => {
  try {
    compileMatch(filter);
  } catch (error) {
    if (error instanceof CommandFailure) return [error.code, error.codeName];
  }
  throw new Error('The filter was accepted.');
};

describe('a compiled filter', () => {
  it.each<[string, Document, Document, number | undefined]>([
    ['the first element that matches', { a: 2 }, { a: [1, 2, 2] }, 1],
    ['the outermost array on the path', { 'a.b': 5 }, { a: [{ b: [0] }, { b: [9, 5] }] }, 1],
    ['an element by $elemMatch', { a: { $elemMatch: { x: 1 } } }, { a: [{ x: 0 }, { x: 1 }] }, 1],
    ['the last condition that names an array', { a: 1, b: 4 }, { a: [1], b: [3, 4] }, 1],
    ['no place for a scalar', { a: 1 }, { a: 1 }, undefined],
    ['no place for a negation', { a: { $ne: 9 } }, { a: [1] }, undefined],
    ['no place when it does not match', { a: 9 }, { a: [1] }, undefined],
  ])('says %s', (_name, filter, document, index) => {
    expect(compileMatch(filter).arrayIndex(document)).toBe(index);
  });

  it('hands a text search to whoever has the index', () => {
    const matches = compileMatch(
      { $text: { $search: 'hoa', $caseSensitive: true }, a: 1 },
      { matchesText: (document, { search }) => document['t'] === search },
    );

    expect(matches.text).toEqual({ search: 'hoa', language: undefined, isCaseSensitive: true, isDiacriticSensitive: false });
    expect([matches({ a: 1, t: 'hoa' }), matches({ a: 1, t: 'x' }), matches({ a: 2, t: 'hoa' })]).toEqual([true, false, false]);
  });

  it('sees variables', () => {
    const matches = compileMatch({ $expr: { $eq: ['$a', '$$wanted'] } }, { let: { wanted: new Int32(5) } });

    expect([matches({ a: Long.fromNumber(5) }), matches({ a: 6 })]).toEqual([true, false]);
  });

  it('looks many values of $in up by key', () => {
    const matches = compileMatch({ a: { $in: [...Array(50).keys(), 'x'] } });

    expect([
      matches({ a: Long.fromNumber(7) }),
      matches({ a: 7.0 }),
      matches({ a: 'x' }),
      matches({ a: 51 }),
      matches({ a: [99, 3] }),
    ]).toEqual([true, true, true, false, true]);
  });
});

describe('what is refused', () => {
  it.each<[string, Document, number, string]>([
    ['JavaScript', { $where: 'this.a' }, 2, 'BadValue'],
    ['areas', { a: { $geoWithin: { $center: [[0, 0], 1] } } }, 2, 'BadValue'],
    ['nearness', { a: { $near: [0, 0] } }, 291, 'NoQueryExecutionPlans'],
    ['two text searches', { $and: [{ $text: { $search: 'a' } }, { $text: { $search: 'b' } }] }, 2, 'BadValue'],
    ['an unknown operator below others', { $or: [{ a: { $not: { $nope: 1 } } }] }, 2, 'BadValue'],
    ['$expr below a field', { a: { $expr: 1 } }, 2, 'BadValue'],
    ['a possessive quantifier', { a: { $regex: 'a*+' } }, 51091, 'Location51091'],
  ])('%s', (_name, filter, code, codeName) => {
    expect(refusal(filter)).toEqual([code, codeName]);
  });
});

describe('tests of single values', () => {
  it('take operators for the value itself', () => {
    const test = compileValueTest({ $gt: 1, $lt: 5 });

    expect([0, 3, 9, 'x'].map(test)).toEqual([false, true, false, false]);
  });

  it('take a document for fields of an element', () => {
    const test = compileElementTest({ x: 1 });

    expect([{ x: 1 }, { x: [1] }, 1, [1]].map(test)).toEqual([true, true, false, false]);
  });

  it('do not look into nested arrays', () => {
    expect(compileElementTest({ $eq: 1 })([1])).toBe(false);
  });
});
