import { describe, expect, it } from '@jest/globals';
import { aConsent, testId } from './builders.ts';
import { consentHolds, planConsent, revoked } from './consent.ts';

const at = '2026-06-15T09:00:00+07:00';
const wish = {
  patientId: testId('Patient', 1),
  granteeId: testId('Facility', 2),
  dataClasses: ['IDENTITY', 'CLINICAL'],
  purposes: ['TREAT'],
} as const;
const granting = { id: testId('Consent', 1), grantedBy: 'SELF', performerId: testId('Patient', 1), at } as const;

describe('planConsent', () => {
  it('begins now and has no end unless somebody says so', () => {
    expect(planConsent(wish, granting)).toEqual({
      ...wish,
      id: testId('Consent', 1),
      period: { start: at },
      status: 'ACTIVE',
      grantedBy: 'SELF',
      performerId: testId('Patient', 1),
      grantedAt: at,
    });
  });

  it('names each class and purpose once', () => {
    const twice = { ...wish, dataClasses: ['CLINICAL', 'IDENTITY', 'CLINICAL'], purposes: ['TREAT', 'TREAT'] } as const;

    expect(planConsent(twice, granting)).toMatchObject({ dataClasses: ['CLINICAL', 'IDENTITY'], purposes: ['TREAT'] });
  });

  it('may end today, with the day', () => {
    expect(planConsent({ ...wish, end: '2026-06-15' }, granting).period).toEqual({ start: at, end: '2026-06-15' });
  });

  it.each([
    ['dataClasses', { dataClasses: [] }],
    ['dataClasses', { dataClasses: ['CLINICAL', 'ADMIN'] as const }],
    ['purposes', { purposes: [] }],
    ['end', { end: '2026-06-14' }],
    ['end', { start: '2026-08-01', end: '2026-07-31' }],
    ['end', { start: '2026-08-01T08:00:00+07:00', end: '2026-08-01T07:59:00+07:00' }],
  ])('is refused for its %s: %j', (argument, changes) => {
    expect(() => planConsent({ ...wish, ...changes }, granting)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument }) }),
    );
  });
});

describe('revoked', () => {
  it('says when it was taken back, and holds no more', () => {
    const consent = revoked(aConsent(), at);

    expect(consent).toEqual({ ...aConsent(), status: 'INACTIVE', revokedAt: at });
    expect(consentHolds(consent, at)).toBe(false);
  });

  it('keeps the moment at which it was taken back first', () => {
    const consent = revoked(aConsent(), at);

    expect(revoked(consent, '2026-07-01T09:00:00+07:00')).toBe(consent);
  });
});
