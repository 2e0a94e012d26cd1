import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createScopeSet } from './index.ts';

describe('a set of scopes', () => {
  it.each([
    ['patient/Observation.rs', 'patient/Observation.r'],
    ['patient/Observation.rs', 'patient/Observation.rs'],
    ['user/*.cruds', 'user/MedicationRequest.cu'],
    ['system/*.r', 'system/Patient.r'],
    ['openid', 'openid'],
    ['patient/Observation.r patient/Observation.s', 'patient/Observation.rs'],
    ['patient/*.r patient/Observation.s', 'patient/Observation.rs'],
  ])('"%s" grants %s', (scopes, required) => {
    expect(createScopeSet(scopes.split(' ')).grants(required)).toBe(true);
  });

  it.each([
    ['patient/Observation.r', 'patient/Observation.s'],
    ['patient/Observation.rs', 'user/Observation.r'],
    ['user/*.rs', 'patient/Patient.r'],
    ['system/*.cruds', 'user/Patient.r'],
    ['patient/Observation.rs', 'patient/ObservationDefinition.r'],
    ['patient/Observation.rs?category=laboratory', 'patient/Observation.r'],
    ['patient/*.rs?category=laboratory', 'patient/Observation.r'],
    ['patient/Observation.read', 'patient/Observation.r'],
    ['patient/*.*', 'patient/Observation.r'],
    ['*/*.cruds', 'patient/Observation.r'],
    ['patient/Obs*.r', 'patient/Observation.r'],
    ['patient/Observation.sr', 'patient/Observation.r'],
    ['patient/Observation.', 'patient/Observation.r'],
    ['PATIENT/Observation.r', 'patient/Observation.r'],
    ['openid', 'profile'],
    ['', 'patient/Observation.r'],
    ['patient/Patient.weird', 'patient/Patient.weird'],
  ])('"%s" does not grant %s', (scopes, required) => {
    expect(createScopeSet(scopes.split(' ')).grants(required)).toBe(false);
  });

  it('meets one group of several, and that one whole', () => {
    const scopes = createScopeSet(['user/Patient.r', 'user/Consent.r', 'openid']);

    expect(scopes.satisfies([['patient/Patient.r'], ['user/Patient.r']])).toBe(true);
    expect(scopes.satisfies([['user/Patient.r', 'user/Consent.r']])).toBe(true);
    expect(scopes.satisfies([['user/Patient.r', 'user/Observation.r'], ['system/Patient.r']])).toBe(false);
    expect(scopes.satisfies([])).toBe(false);
  });

  it('grants an interaction exactly when the resource or the wildcard of that level has its letter', () => {
    const level = fc.constantFrom('patient', 'user', 'system');
    const resource = fc.constantFrom('Patient', 'Observation', '*');
    const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((chosen) => chosen.join(''));
    const grant = fc.record({ level, resource, letters });
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 6 }), grant, (granted, asked) => {
        fc.pre(asked.resource !== '*');
        const expected = [...asked.letters].every((letter) =>
          granted.some((one) => one.level === asked.level && [asked.resource, '*'].includes(one.resource) && one.letters.includes(letter)),
        );
        const scopes = granted.map((one) => `${one.level}/${one.resource}.${one.letters}`);

        expect(createScopeSet(scopes).grants(`${asked.level}/${asked.resource}.${asked.letters}`)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
