import { describe, expect, it } from '@jest/globals';
import { nameKeys, nameTerms } from './index.ts';

describe('nameKeys', () => {
  it('orders by the first name and finds by every name', () => {
    const keys = nameKeys(['Nguyễn Thị Hòa', 'Trần Thị Hòa']);

    expect(keys.nameKey).toBe('nguyen thi hoa');
    expect(keys.searchWords).toEqual(['nguyen', 'thi', 'hoa', 'tran']);
  });

  it('keeps the marks of a spelling, and tells spellings apart by them', () => {
    expect(nameKeys(['Hòa']).spelledWords).not.toEqual(nameKeys(['Hóa']).spelledWords);
    expect(nameKeys(['Hòa']).spelledWords).not.toEqual(nameKeys(['Hoa']).spelledWords);
    expect(nameKeys(['Ơn']).spelledWords).not.toEqual(nameKeys(['Ôn']).spelledWords);
  });

  it('takes both habits of placing the tone, both Unicode forms and both cases for one spelling', () => {
    const { spelledWords } = nameKeys(['Hòa']);

    expect(nameKeys(['Hoà']).spelledWords).toEqual(spelledWords);
    expect(nameKeys(['HÒA'.normalize('NFD')]).spelledWords).toEqual(spelledWords);
  });

  it('splits names at whatever is no letter or digit', () => {
    expect(nameKeys(["O'Keefe54 Jean-Luc"]).searchWords).toEqual(['o', 'keefe54', 'jean', 'luc']);
  });

  it('has an empty key and no words for somebody without a name', () => {
    expect(nameKeys([])).toEqual({ nameKey: '', searchWords: [], spelledWords: [] });
  });
});

describe('nameTerms', () => {
  it('asks for what names are kept by', () => {
    expect(nameTerms('  nguyễn  thị hoà ')).toEqual(nameKeys(['Nguyễn Thị Hòa']));
  });

  it.each(['', '  ', '--'])('refuses %j, which has no letters', (name) => {
    expect(() => nameTerms(name)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'name' } }));
  });

  it('refuses more words than a name has', () => {
    const name = Array.from({ length: 17 }, (_, place) => `word${place}`).join(' ');

    expect(() => nameTerms(name)).toThrow(expect.objectContaining({ details: { argument: 'name', limit: 16 } }));
  });
});
