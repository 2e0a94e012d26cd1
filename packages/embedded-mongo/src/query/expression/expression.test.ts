import { describe, expect, it } from '@jest/globals';
import { Int32, Long } from 'bson';
import { parseCollation, stringOrderOf } from '../collation.ts';
import { compileExpression } from './expression.ts';
import { rootScope } from './scope.ts';

describe('a compiled expression', () => {
  it('sees the variables of its scope, and inner ones before outer ones', () => {
    const evaluate = compileExpression(
      {
        $let: {
          vars: { x: { $add: ['$$x', 1] } },
          in: { $concatArrays: [['$$x'], { $map: { input: ['a'], as: 'x', in: '$$x' } }, ['$$x']] },
        },
      },
      { variables: ['x'] },
    );

    expect(evaluate(rootScope({}, { x: new Int32(1) }))).toEqual([new Int32(2), 'a', new Int32(2)]);
  });

  it('compares by the order it was compiled with', () => {
    const order = stringOrderOf(parseCollation({ locale: 'en', strength: 2 }));
    const evaluate = compileExpression({ $and: [{ $eq: ['a', 'A'] }, { $in: ['b', ['B']] }, { $setIsSubset: [['c'], ['C']] }] }, { order });

    expect(evaluate(rootScope({}))).toBe(true);
  });

  it('knows the time it is given', () => {
    expect(compileExpression('$$NOW')(rootScope({}, {}, new Date(5)))).toEqual(new Date(5));
  });

  it('evaluates only the branch that is chosen', () => {
    const evaluate = compileExpression({ $cond: [{ $eq: ['$d', 0] }, null, { $divide: [1, '$d'] }] });

    expect(evaluate(rootScope({ d: 0 }))).toBeNull();
  });

  it('takes values that are no expressions as they are', () => {
    const long = Long.fromNumber(5);

    expect(compileExpression(long)(rootScope({}))).toBe(long);
  });

  it.each([
    ['$', 16872],
    ['$a..b', 15998],
    ['$a.', 40353],
    ['$a.$b', 16410],
    ['$$', 9],
    ['$$CLUSTER_TIME', 51144],
    [{ 'a.b': 1 }, 16410],
    [{ a: 1, $b: 1 }, 16410],
    [{ $let: { vars: { Upper: 1 }, in: 1 } }, 9],
    [{ $let: { vars: {} } }, 16877],
    [{ $map: { input: [], in: 1, nope: 1 } }, 16879],
  ])('refuses %j with %i', (spec, code) => {
    expect(() => compileExpression(spec)).toThrow(expect.objectContaining({ code }));
  });
});
