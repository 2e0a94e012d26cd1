import { describe, expect, it } from '@jest/globals';
import { cursorOf, type Position, positionOf } from './cursor.ts';

const paths = ['sortAt', '_id'];
const position: Position = [new Date('2021-08-21T22:33:27.123Z'), '01ARZ3NDEKTSV4RRFFQ69G5FAV'];

describe('a cursor', () => {
  it('gives back the position it was made of', () => {
    expect(positionOf(cursorOf(position), paths)).toEqual(position);
  });

  it('keeps a missing value and letters beyond ASCII', () => {
    const byName: Position = [null, 'Thuốc', '01ARZ3NDEKTSV4RRFFQ69G5FAV'];

    expect(positionOf(cursorOf(byName), ['group', 'name', '_id'])).toEqual(byName);
  });

  it('is opaque text that fits a URL', () => {
    expect(cursorOf(position)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['empty text', ''],
    ['text that is no base64url', 'not a cursor!'],
    ['no JSON inside', Buffer.from('{').toString('base64url')],
    ['an object instead of a list', encoded({ at: 1 })],
    ['a list of another length', encoded([{ at: 1 }])],
    ['an operator where a value belongs', encoded([{ at: 1 }, { $gt: '' }])],
    ['a text where the date belongs', encoded(['2021', 'id'])],
    ['a date where the id belongs', encoded([{ at: 1 }, { at: 1 }])],
    ['a date beyond all dates', encoded([{ at: 1e300 }, 'id'])],
    ['a nested list', encoded([[{ at: 1 }], 'id'])],
    ['more text than a cursor has', 'A'.repeat(3000)],
  ])('is refused with %s', (_name, cursor) => {
    expect(() => positionOf(cursor, paths)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'after' } }));
  });
});
