import { describe, expect, it } from '@jest/globals';
import { aMedication } from './builders.ts';
import { medicationKeys, parseMedicationName } from './medication-name.ts';

describe('medicationKeys', () => {
  it('holds the words of the trade name and of the ingredients, without diacritics', () => {
    const medication = aMedication({ name: 'Thuốc ho Bổ phế 125 mL', ingredients: [{ name: 'Terpin hydrate' }, { name: 'codeine' }] });

    expect(medicationKeys(medication)).toEqual({
      nameKey: 'thuoc ho bo phe 125 ml',
      searchWords: ['thuoc', 'ho', 'bo', 'phe', '125', 'ml', 'terpin', 'hydrate', 'codeine'],
    });
  });

  it('holds nothing for a product without names', () => {
    expect(medicationKeys({})).toEqual({ nameKey: '', searchWords: [] });
  });
});

describe('parseMedicationName', () => {
  it('folds what is asked for', () => {
    expect(parseMedicationName('Bổ PHẾ')).toEqual(['bo', 'phe']);
  });

  it.each([
    ['has no letters', ' .*+ '],
    ['is too long', 'a'.repeat(201)],
    ['has too many words', Array.from({ length: 17 }, (_, place) => `w${place}`).join(' ')],
  ])('refuses a name that %s', (_case, name) => {
    expect(() => parseMedicationName(name)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument: 'name' }) }),
    );
  });
});
