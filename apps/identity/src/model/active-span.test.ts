import { describe, expect, it } from '@jest/globals';
import { activeSpan } from './active-span.ts';

describe('activeSpan', () => {
  it('holds through all of the last day', () => {
    expect(activeSpan({ period: { start: '2025', end: '2026-06-15' } })).toEqual({
      activeFrom: new Date('2025-01-01T00:00:00+07:00'),
      activeUntil: new Date('2026-06-16T00:00:00+07:00'),
    });
  });

  it('is open where nothing is said', () => {
    const { activeFrom, activeUntil } = activeSpan({});

    expect(activeFrom.getUTCFullYear()).toBe(1);
    expect(activeUntil.getUTCFullYear()).toBe(9999);
  });
});
