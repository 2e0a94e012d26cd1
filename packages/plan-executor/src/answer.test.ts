import { describe, expect, it } from '@jest/globals';
import { parseAnswer, parseEntities } from './answer.ts';

const INVALID = expect.objectContaining({ code: 'SUBGRAPH_INVALID_ANSWER', details: { subgraph: 'a' } });

describe("a subgraph's answer", () => {
  it('may have data, errors or both', () => {
    expect(parseAnswer({ data: { a: 1 } }, 'a')).toEqual({ data: { a: 1 }, errors: [] });
    expect(parseAnswer({ errors: [{ message: 'No.', path: ['a', 0], extensions: { code: 'X' } }] }, 'a')).toEqual({
      data: null,
      errors: [{ message: 'No.', path: ['a', 0], extensions: { code: 'X' } }],
    });
  });

  it.each([
    [null],
    [1],
    ['text'],
    [[]],
    [{}],
    [{ data: 1 }],
    [{ data: [] }],
    [{ data: null }],
    [{ errors: 'x' }],
    [{ errors: [] }],
    [{ data: {}, errors: [{}] }],
  ])('is refused as %j', (answer) => {
    expect(() => parseAnswer(answer, 'a')).toThrow(INVALID);
  });

  it('drops a path that is none', () => {
    expect(parseAnswer({ data: null, errors: [{ message: 'No.', path: [{}], extensions: [] }] }, 'a').errors).toEqual([
      { message: 'No.', path: undefined, extensions: undefined },
    ]);
  });

  it('has as many entities as were asked about', () => {
    const answer = parseAnswer({ data: { _entities: [{ id: 1 }, null] } }, 'a');

    expect(parseEntities(answer, 'a', '_entities', 2)).toEqual([{ id: 1 }, null]);
    expect(() => parseEntities(answer, 'a', '_entities', 3)).toThrow(INVALID);
  });

  it('has entities that are objects', () => {
    expect(() => parseEntities(parseAnswer({ data: { _entities: ['x'] } }, 'a'), 'a', '_entities', 1)).toThrow(INVALID);
  });

  it('may lack them when it says why', () => {
    const answer = parseAnswer({ data: null, errors: [{ message: 'No.' }] }, 'a');

    expect(parseEntities(answer, 'a', '_entities', 1)).toBeUndefined();
  });
});
