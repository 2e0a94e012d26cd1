import { describe, expect, it } from '@jest/globals';
import { dataClasses, isDataClass, isRequiredScope } from './index.ts';

describe('isRequiredScope', () => {
  it.each(['patient/Patient.r', 'user/Observation.rs', 'system/MedicationRequest.cruds'])('takes %s', (scope) => {
    expect(isRequiredScope(scope)).toBe(true);
  });

  it.each([
    'Patient.r',
    'patient/Patient',
    'patient/Patient.',
    'patient/Patient.sr',
    'patient/*.r',
    'openid',
    'patient/patient.r',
    'user/Observation.rs?category=laboratory',
  ])('refuses %s', (scope) => {
    expect(isRequiredScope(scope)).toBe(false);
  });
});

describe('isDataClass', () => {
  it('knows the fourteen classes and no other', () => {
    expect(dataClasses.every(isDataClass)).toBe(true);
    expect(new Set(dataClasses).size).toBe(15);
    expect(isDataClass('secret')).toBe(false);
  });
});
