import { describe, expect, it } from '@jest/globals';
import { adoptionAfter, adoptionOf } from './adoption.ts';
import { aCount } from './builders.ts';

describe('adoptionOf', () => {
  it('gives the share in percent, to two decimals', () => {
    expect(adoptionOf(aCount({ residents: 30, linkedBooks: 10 }), 5).coveragePercent).toBe(33.33);
    expect(adoptionOf(aCount({ residents: 30, linkedBooks: 20 }), 5).coveragePercent).toBe(66.67);
  });

  it('gives no share of fewer than 10 residents', () => {
    expect(adoptionOf(aCount({ residents: 9, linkedBooks: 9 }), 5)).not.toHaveProperty('coveragePercent');
    expect(adoptionOf(aCount({ residents: 10, linkedBooks: 0 }), 5).coveragePercent).toBe(0);
  });

  it.each([
    [4, 4, {}],
    [4, 0, {}],
    [30, 4, { residents: 30 }],
    [30, 26, { residents: 30 }],
    [30, 5, { residents: 30, linkedBooks: 5, coveragePercent: 16.67 }],
    [30, 25, { residents: 30, linkedBooks: 25, coveragePercent: 83.33 }],
    [30, 30, { residents: 30, linkedBooks: 30, coveragePercent: 100 }],
    [5, 0, { residents: 5, linkedBooks: 0 }],
  ])('tells of %i residents, %i of them linked, nothing that leads to fewer than 5 persons', (residents, linkedBooks, told) => {
    expect(adoptionOf({ communeCode: '19333', residents, linkedBooks }, 5)).toEqual({ communeCode: '19333', ...told });
  });

  it('tells everything where cells may be of one person', () => {
    expect(adoptionOf(aCount({ residents: 12, linkedBooks: 1 }), 1)).toMatchObject({ linkedBooks: 1, coveragePercent: 8.33 });
  });
});

describe('adoptionAfter', () => {
  const counts = [
    aCount({ communeCode: '19001', residents: 5, linkedBooks: 5 }),
    aCount({ communeCode: '19002', residents: 20, linkedBooks: 0 }),
    aCount({ communeCode: '19004', residents: 20, linkedBooks: 10 }),
    aCount({ communeCode: '19003', residents: 20, linkedBooks: 10 }),
  ];
  const codes = (place: Parameters<typeof adoptionAfter>[0]) => adoptionAfter(place, counts, 5).map(({ communeCode }) => communeCode);

  it('ranks the highest share first, equals by code, and communes without a share last', () => {
    expect(codes(undefined)).toEqual(['19003', '19004', '19002', '19001']);
  });

  it('goes on behind a place', () => {
    expect(codes({ communeCode: '19003', coveragePercent: 50 })).toEqual(['19004', '19002', '19001']);
    expect(codes({ communeCode: '19001' })).toEqual([]);
  });

  it('goes on behind a place that is no longer there', () => {
    expect(codes({ communeCode: '19999', coveragePercent: 75 })).toEqual(['19003', '19004', '19002', '19001']);
  });
});
