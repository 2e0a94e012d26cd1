import { describe, expect, it } from '@jest/globals';
import { breakGlassHolds, planBreakGlass, reviewed } from './break-glass.ts';
import { aBreakGlass, testId } from './builders.ts';

const at = '2026-06-15T02:00:00.000Z';
const emergency = { patientId: testId('Patient', 1), reason: '  Bệnh nhân hôn mê.  ' };
const opening = {
  id: testId('BreakGlass', 1),
  actorId: testId('Account', 1),
  facilityId: testId('Facility', 1),
  role: 'PHYSICIAN',
  at,
} as const;

describe('planBreakGlass', () => {
  it('lasts an hour unless somebody says so, with the reason as it was given', () => {
    expect(planBreakGlass(emergency, opening)).toEqual({
      id: testId('BreakGlass', 1),
      patientId: testId('Patient', 1),
      actorId: testId('Account', 1),
      facilityId: testId('Facility', 1),
      role: 'PHYSICIAN',
      reason: 'Bệnh nhân hôn mê.',
      period: { start: at, end: '2026-06-15T03:00:00.000Z' },
    });
  });

  it('lasts four hours at most', () => {
    expect(planBreakGlass({ ...emergency, minutes: 240 }, opening).period.end).toBe('2026-06-15T06:00:00.000Z');
  });

  it.each([
    ['minutes', { minutes: 241 }],
    ['minutes', { minutes: 0 }],
    ['minutes', { minutes: -60 }],
    ['minutes', { minutes: 1.5 }],
    ['reason', { reason: '' }],
    ['reason', { reason: 'cấp cứu  ' }],
    ['reason', { reason: '   123456789   ' }],
    ['reason', { reason: 'x'.repeat(2_001) }],
  ])('is refused for its %s: %j', (argument, changes) => {
    expect(() => planBreakGlass({ ...emergency, ...changes }, opening)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument }) }),
    );
  });

  it('counts characters as people do', () => {
    expect(() => planBreakGlass({ ...emergency, reason: '😀'.repeat(9) }, opening)).toThrow('too short');
  });
});

describe('breakGlassHolds', () => {
  it('holds from its first moment to its last', () => {
    const holds = (moment: string) => breakGlassHolds(aBreakGlass({ period: { start: at, end: '2026-06-15T03:00:00.000Z' } }), moment);

    expect(['2026-06-15T01:59:59.999Z', at, '2026-06-15T03:00:00.000Z', '2026-06-15T03:00:00.001Z'].map(holds)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('reviewed', () => {
  const review = { outcome: 'JUSTIFIED', reviewerId: testId('Account', 9), reviewedAt: at } as const;

  it('says what was found', () => {
    expect(reviewed(aBreakGlass(), review)).toEqual({ ...aBreakGlass(), review });
  });

  it('is refused when somebody reviewed it before', () => {
    expect(() => reviewed(aBreakGlass({ review }), { ...review, outcome: 'UNJUSTIFIED' })).toThrow(
      expect.objectContaining({ code: 'ALREADY_REVIEWED', details: { id: testId('BreakGlass', 1) } }),
    );
  });
});
