import { describe, expect, it } from '@jest/globals';
import { displayName, nameText } from './display-name.ts';

describe('displayName', () => {
  it('prefers the official name to an earlier one', () => {
    expect(
      displayName([
        { use: 'MAIDEN', text: 'Trần Thị Hòa' },
        { use: 'OFFICIAL', text: 'Nguyễn Thị Hòa' },
      ]),
    ).toEqual({
      use: 'OFFICIAL',
      text: 'Nguyễn Thị Hòa',
    });
  });

  it('takes the first known name where none is official', () => {
    expect(displayName([{ text: 'Hòa' }, { text: 'Hoa' }])).toEqual({ text: 'Hòa' });
  });

  it('knows none of somebody unknown', () => {
    expect(displayName()).toBeUndefined();
  });
});

describe('nameText', () => {
  it('keeps a name as it was written', () => {
    expect(nameText({ text: 'Nguyễn Thị Hòa', family: 'Nguyễn' })).toBe('Nguyễn Thị Hòa');
  });

  it('puts the surname first where the whole name was not written', () => {
    expect(nameText({ family: 'Kuhn', given: ['Zachery', 'Lee'] })).toBe('Kuhn Zachery Lee');
  });
});
