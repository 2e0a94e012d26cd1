import { describe, expect, it } from '@jest/globals';
import { mainFirst } from './main-first.ts';

describe('mainFirst', () => {
  it('puts the main diagnosis first and those without a rank last', () => {
    const diagnoses = [{ use: 'none' }, { use: 'second', rank: 2 }, { use: 'main', rank: 1 }];

    expect(mainFirst(diagnoses).map(({ use }) => use)).toEqual(['main', 'second', 'none']);
  });

  it('keeps the order of the source where ranks are equal', () => {
    const diagnoses = [
      { use: 'one', rank: 2 },
      { use: 'other', rank: 2 },
    ];

    expect(mainFirst(diagnoses)).toEqual(diagnoses);
  });
});
