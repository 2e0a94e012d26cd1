import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCursors, type Position } from './cursor.ts';

const paths = ['sortAt', '_id'];
const position: Position = [new Date('2021-08-21T22:33:27.123Z'), '01ARZ3NDEKTSV4RRFFQ69G5FAV'];
const cursors = createCursors('a secret of tests, 32 characters or more');
const refusal = expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'after' } });

describe('a cursor', () => {
  it('gives back the position it was made of, also to another process with the same secret', () => {
    expect(cursors.positionOf(cursors.of(position), paths)).toEqual(position);
    expect(createCursors('a secret of tests, 32 characters or more').positionOf(cursors.of(position), paths)).toEqual(position);
  });

  it('keeps a missing value and letters beyond ASCII', () => {
    const byName: Position = [null, 'Thuốc', '01ARZ3NDEKTSV4RRFFQ69G5FAV'];

    expect(cursors.positionOf(cursors.of(byName), ['group', 'name', '_id'])).toEqual(byName);
  });

  it('is opaque text that fits a URL, and equal for equal positions', () => {
    expect(cursors.of(position)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(cursors.of(position)).toBe(cursors.of([...position]));
  });

  it('tells nothing of its position: not what it holds, not which comes first, and little of how long it is', () => {
    const dates = Array.from({ length: 200 }, (_, day) => cursors.of([new Date(Date.UTC(2024, 0, day + 1)), 'id']));
    const neighbours = dates.slice(1).filter((cursor, place) => cursor > (dates[place] ?? ''));

    expect(Buffer.from(cursors.of(['Nguyễn Thị Hòa', 'id']), 'base64url').toString('latin1')).not.toMatch(/Nguy|id/);
    expect(neighbours.length).toBeGreaterThan(70);
    expect(neighbours.length).toBeLessThan(130);
    expect(new Set(dates.map((cursor) => cursor.slice(0, 12))).size).toBe(dates.length);
    expect(cursors.of(['An', 'id'])).toHaveLength(cursors.of(['Nguyễn Thị Hòa', 'id']).length);
  });

  it('is refused when any of its characters was changed, cut off or added', () => {
    const cursor = cursors.of(position);

    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom('A', 'b', '3', '_'), (place, letter) => {
        fc.pre(cursor[place] !== letter && place < cursor.length - 1); // The last letter has bits that count for nothing.
        expect(() => cursors.positionOf(cursor.slice(0, place) + letter + cursor.slice(place + 1), paths)).toThrow(refusal);
      }),
      { numRuns: 300 },
    );
    expect(() => cursors.positionOf(cursor.slice(4), paths)).toThrow(refusal);
    expect(() => cursors.positionOf(`${cursor}AAAA`, paths)).toThrow(refusal);
  });

  it('of another installation is refused, and so is one of a store that was given no secret', () => {
    expect(() => createCursors('another secret, 32 characters or more').positionOf(cursors.of(position), paths)).toThrow(refusal);
    expect(() => createCursors().positionOf(createCursors().of(position), paths)).toThrow(refusal);
  });

  it.each([
    ['empty text', ''],
    ['text that is no base64url', 'not a cursor!'],
    ['a position written by hand', Buffer.from(JSON.stringify([{ at: 1 }, 'id'])).toString('base64url')],
    ['random bytes', Buffer.alloc(92, 7).toString('base64url')],
    ['more text than a cursor has', 'A'.repeat(9000)],
  ])('is refused with %s', (_name, cursor) => {
    expect(() => cursors.positionOf(cursor, paths)).toThrow(refusal);
  });

  it.each<[string, Position]>([
    ['of another length', [new Date(1)]],
    ['with a text where the date belongs', ['2021', 'id']],
    ['with a date where the id belongs', [new Date(1), new Date(1)]],
    ['with nothing where the id belongs', [new Date(1), null]],
  ])('of another list is refused: %s', (_name, other) => {
    expect(() => cursors.positionOf(cursors.of(other), paths)).toThrow(refusal);
  });
});
