import { recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { anAccount } from './builders.ts';
import { ownAccount, ownerOf } from './own-account.ts';

const patientId = recordId('test', 'Patient', 'hoa');

describe('ownerOf', () => {
  it('is the patient of an account whose identity is proven', () => {
    expect(ownerOf(anAccount({ patientId, assuranceLevel: 2 }))).toBe(patientId);
  });

  it('is nobody at assurance level 1', () => {
    expect(ownerOf(anAccount({ patientId, assuranceLevel: 1 }))).toBeUndefined();
  });

  it('is nobody where the level is not known', () => {
    expect(ownerOf({ id: patientId, patientId })).toBeUndefined();
  });
});

describe('ownAccount', () => {
  it('prefers an account that may be used', () => {
    const closed = anAccount({ username: 'closed', patientId, status: 'CLOSED', createdAt: '2026-01-01T00:00:00Z' });
    const active = anAccount({ username: 'active', patientId, createdAt: '2024-01-01T00:00:00Z' });

    expect(ownAccount([closed, active])?.username).toBe('active');
  });

  it('takes the latest of several that may be used', () => {
    const accounts = ['2024', '2026', '2025'].map((year) => anAccount({ username: year, patientId, createdAt: `${year}-01-01T00:00:00Z` }));

    expect(ownAccount(accounts)?.username).toBe('2026');
  });

  it('leaves out accounts whose identity is not proven', () => {
    expect(ownAccount([anAccount({ patientId, assuranceLevel: 1 })])).toBeUndefined();
  });
});
