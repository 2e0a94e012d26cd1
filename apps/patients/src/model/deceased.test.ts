import { describe, expect, it } from '@jest/globals';
import { isDeceased } from './deceased.ts';

describe('isDeceased', () => {
  it('follows the flag', () => {
    expect(isDeceased({ deceased: true })).toBe(true);
    expect(isDeceased({ deceased: false })).toBe(false);
  });

  it('follows from the time of death alone', () => {
    expect(isDeceased({ deceasedAt: '2020' })).toBe(true);
  });

  it('is false where nothing is recorded', () => {
    expect(isDeceased({})).toBe(false);
  });
});
