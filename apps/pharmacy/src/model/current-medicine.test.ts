import { describe, expect, it } from '@jest/globals';
import { aMedicationRequest } from './builders.ts';
import { isCurrent } from './current-medicine.ts';

const now = Date.parse('2026-03-20T00:00:00Z');

describe('isCurrent', () => {
  it.each(['ACTIVE', 'ON_HOLD', 'UNKNOWN'] as const)('counts what is %s, however long ago it was written', (status) => {
    expect(isCurrent(aMedicationRequest({ status, authoredOn: '2016-01-01', daysSupply: 1 }), now)).toBe(true);
  });

  it('counts a request of which nobody says where it stands', () => {
    const { status: _, ...request } = aMedicationRequest();

    expect(isCurrent(request, now)).toBe(true);
  });

  it.each(['CANCELLED', 'STOPPED', 'DRAFT', 'ENTERED_IN_ERROR'] as const)('does not count what is %s', (status) => {
    expect(isCurrent(aMedicationRequest({ status, authoredOn: '2026-03-19', daysSupply: 30 }), now)).toBe(false);
  });

  it('counts what was handed out until its last day, repeats included', () => {
    const completed = (fields: object) => aMedicationRequest({ status: 'COMPLETED', authoredOn: '2026-03-08', ...fields });

    expect(isCurrent(completed({ daysSupply: 12 }), now)).toBe(true);
    expect(isCurrent(completed({ daysSupply: 11 }), now)).toBe(false);
    expect(isCurrent(completed({ daysSupply: 6, numberOfRepeatsAllowed: 1 }), now)).toBe(true);
  });

  it('takes a completed request for taken when it does not say for how long', () => {
    expect(isCurrent(aMedicationRequest({ status: 'COMPLETED' }), now)).toBe(false);
  });
});
