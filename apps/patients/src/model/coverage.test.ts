import { describe, expect, it } from '@jest/globals';
import { aCoverage } from './builders.ts';
import { coverageInForce, newestFirst } from './coverage.ts';

const today = '2026-06-15';

describe('newestFirst', () => {
  it('orders cards by the day they begin, those without a day last', () => {
    const cards = [aCoverage({ number: 'undated', period: {} }), aCoverage({ number: 'old', period: { start: '2024' } }), aCoverage()];

    expect(newestFirst(cards).map(({ number }) => number)).toEqual(['000957000001', 'old', 'undated']);
  });
});

describe('coverageInForce', () => {
  it('is the newest of the cards that are valid today', () => {
    const cards = [aCoverage({ number: 'older', period: { start: '2025-01-01' } }), aCoverage({ number: 'newer' })];

    expect(coverageInForce(cards, today)?.number).toBe('newer');
  });

  it('is valid through its last day', () => {
    expect(coverageInForce([aCoverage({ period: { end: '2026-06-15' } })], today)).toBeDefined();
    expect(coverageInForce([aCoverage({ period: { end: '2026-06-14' } })], today)).toBeUndefined();
  });

  it('is not a card that begins tomorrow', () => {
    expect(coverageInForce([aCoverage({ period: { start: '2026-06-16' } })], today)).toBeUndefined();
  });

  it.each(['CANCELLED', 'DRAFT', 'ENTERED_IN_ERROR'] as const)('is not a card of status %s', (status) => {
    expect(coverageInForce([aCoverage({ status })], today)).toBeUndefined();
  });

  it('judges a card without a status by its dates', () => {
    expect(coverageInForce([{ number: 'x', period: { start: '2026' } }], today)?.number).toBe('x');
  });

  it('is none of somebody without a card', () => {
    expect(coverageInForce(undefined, today)).toBeUndefined();
  });
});
