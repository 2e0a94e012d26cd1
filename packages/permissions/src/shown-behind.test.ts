import { describe, expect, it } from '@jest/globals';
import { masks } from './mask.ts';
import { shownBehind } from './shown-behind.ts';

describe('what is left of a value', () => {
  it('is its own mask, where that is among the masks', () => {
    expect(shownBehind('number', masks)).toBe('last4');
    expect(shownBehind('date', masks)).toBe('yearOnly');
    expect(shownBehind('name', masks)).toBe('initials');
  });

  it('is nothing, where masks are about other kinds of values', () => {
    expect(shownBehind('number', ['yearOnly', 'initials'])).toBe('nothing');
    expect(shownBehind('date', ['last4'])).toBe('nothing');
  });

  it('is a whole name, where nobody asks for initials', () => {
    expect(shownBehind('name', ['last4', 'yearOnly'])).toBe('whole');
  });

  it('is nothing of a value that has no weaker form', () => {
    expect(shownBehind(undefined, masks)).toBe('nothing');
  });
});
