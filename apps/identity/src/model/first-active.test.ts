import { describe, expect, it } from '@jest/globals';
import { firstActive } from './first-active.ts';

describe('firstActive', () => {
  it('passes over what is closed', () => {
    expect(firstActive([{ active: false, code: 'a' }, { code: 'b' }])).toEqual({ code: 'b' });
  });

  it('takes what is closed where nothing else is there', () => {
    expect(firstActive([{ active: false }])).toEqual({ active: false });
    expect(firstActive([])).toBeUndefined();
  });
});
