import { describe, expect, it } from '@jest/globals';
import { listArguments } from './list-arguments.ts';

describe('listArguments', () => {
  it('asks for 20 where nobody says how many', () => {
    expect(listArguments({})).toEqual({ first: 20 });
  });

  it('keeps what narrows the list and drops what is null', () => {
    expect(listArguments({ first: 5, after: 'x', status: 'ACTIVE', code: null })).toEqual({ first: 5, after: 'x', status: 'ACTIVE' });
  });

  it('refuses a page that is too long', () => {
    expect(() => listArguments({ first: 101, status: 'ACTIVE' })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument: 'first' }) }),
    );
  });
});
