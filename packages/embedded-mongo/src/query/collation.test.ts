import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Collation, collationKey, parseCollation, stringOrderOf } from './collation.ts';

const collation = (spec: Record<string, unknown>): Collation => {
  const parsed = parseCollation(spec);
  if (parsed === undefined) throw new Error('This is the simple collation.');
  return parsed;
};

describe('a collation', () => {
  it('is none at all when simple', () => {
    expect([parseCollation(undefined), parseCollation({ locale: 'simple' }), parseCollation({})]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(stringOrderOf(undefined)('a', 'B')).toBe(1);
  });

  it('fills its options in', () => {
    expect(collation({ locale: 'vi' }).spec).toEqual({
      locale: 'vi',
      caseLevel: false,
      caseFirst: 'off',
      strength: 3,
      numericOrdering: false,
      alternate: 'non-ignorable',
      maxVariable: 'punct',
      normalization: false,
      backwards: false,
      version: '57.1',
    });
  });

  it('is read once', () => {
    const parsed = collation({ locale: 'vi', strength: 1 });

    expect(parseCollation(parsed)).toBe(parsed);
    expect(parseCollation({ locale: 'vi', strength: 1 })).toBe(parsed);
  });

  it.each([1, 2, 3])('of strength %i gives equal strings equal keys, and others other keys', (strength) => {
    const letters = fc.constantFrom('a', 'A', 'ă', 'Ă', 'á', 'ắ', 'ấ', 'â', 'd', 'D', 'đ', 'Đ', 'o', 'ơ', 'ớ', 'Ợ', 'e', 'ê', 'ễ', ' ');
    for (const locale of ['vi', 'en']) {
      const { compare, key } = collation({ locale, strength });
      fc.assert(
        fc.property(fc.array(letters, { maxLength: 3 }), fc.array(letters, { maxLength: 3 }), (a, b) => {
          const [left, right] = [a.join(''), b.join('')];
          expect([left, right, key(left) === key(right)]).toEqual([left, right, compare(left, right) === 0]);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('takes text as it is without one', () => {
    expect(collationKey(undefined, 'Hòa')).toBe('Hòa');
  });

  it.each([
    [{ strength: 1 }, 40414],
    [{ locale: 5 }, 14],
    [{ locale: 'en', strength: 6 }, 2],
    [{ locale: 'en', strength: 'x' }, 14],
    [{ locale: 'en', alternate: 'x' }, 2],
    [{ locale: 'en', nonsense: 1 }, 40415],
    [{ locale: 'nonsense!' }, 2],
  ])('refuses %j with %i', (spec, code) => {
    expect(() => parseCollation(spec)).toThrow(expect.objectContaining({ code }));
  });
});
