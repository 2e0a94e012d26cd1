import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createRequirementIndex,
  dataClasses,
  decideStatically,
  fingerprintOf,
  type PolicyTable,
  parsePolicyTable,
  purposes,
  type Requirement,
  roles,
} from './index.ts';

let table: PolicyTable;
beforeAll(async () => {
  table = parsePolicyTable(await readFile(new URL('../../../schema/policies.yaml', import.meta.url), 'utf8'));
});

const policy = (...anyOf: readonly (readonly string[])[]): Requirement => ({ kind: 'policy', anyOf });
const scopes = (...anyOf: readonly (readonly string[])[]): Requirement => ({ kind: 'scopes', anyOf });
const doctor = { role: 'physician', purpose: 'TREAT', scopes: ['user/*.rs'] } as const;

/** Whether a caller meets one requirement. */
const meets = (requirement: Requirement, caller: Parameters<typeof fingerprintOf>[2]): boolean => {
  const index = createRequirementIndex([requirement]);
  return fingerprintOf(index, table, caller).meets(index.bitOf(requirement));
};

describe('requirements', () => {
  it('that ask for the same in another order share a bit', () => {
    const index = createRequirementIndex([scopes(['a', 'b'], ['c']), scopes(['c'], ['b', 'a', 'a']), scopes(['a'], ['b'], ['c'])]);

    expect(index.requirements).toHaveLength(2);
    expect(index.bitOf(scopes(['c'], ['a', 'b']))).toBe(0);
  });

  it('of scopes and of classes are never the same', () => {
    expect(createRequirementIndex([scopes(['public']), policy(['public'])]).requirements).toHaveLength(2);
  });

  it.each<[string, Requirement]>([
    ['a policy that is no class', policy(['clinical', 'secret'])],
    ['no group', policy()],
    ['an empty group, which would let everybody in', scopes(['user/Patient.r'], [])],
  ])('stop the start with %s', (_name, requirement) => {
    expect(() => createRequirementIndex([requirement])).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });

  it('of another supergraph are a fault of ours', () => {
    expect(() => createRequirementIndex([]).bitOf(policy(['public']))).toThrow('not of this supergraph');
  });
});

describe('a fingerprint', () => {
  it.each<[string, Requirement, boolean]>([
    ['one class', policy(['clinical']), true],
    ['a class of which it has no rule', policy(['audit']), false],
    ['all classes of a group', policy(['clinical', 'audit']), false],
    ['one group of several', policy(['audit'], ['clinical']), true],
    ['a scope', scopes(['user/Patient.r']), true],
    ['a scope of another level', scopes(['patient/Patient.r']), false],
    ['being signed in', { kind: 'authenticated' }, true],
  ])('of a doctor is decided by %s', (_name, requirement, expected) => {
    expect(meets(requirement, doctor)).toBe(expected);
  });

  it('meets clinical where any label may be permitted in its place', () => {
    const socialWorker = { role: 'social-worker', purpose: 'TREAT', scopes: [] } as const;

    expect(meets(policy(['clinical']), socialWorker)).toBe(true);
    expect(meets(policy(['clinical', 'billing']), socialWorker)).toBe(false);
    expect(meets(policy(['clinical']), { ...socialWorker, role: 'registrar' })).toBe(false);
  });

  it('of nobody meets nothing, not even what is public', () => {
    expect([policy(['public']), scopes(['openid']), { kind: 'authenticated' } as const].map((one) => meets(one, undefined))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('says of each class, role and purpose what the policy table says', () => {
    const index = createRequirementIndex(dataClasses.map((dataClass) => policy([dataClass])));
    let compared = 0;
    for (const role of roles) {
      for (const purpose of purposes) {
        const fingerprint = fingerprintOf(index, table, { role, purpose, scopes: [] });
        dataClasses.forEach((dataClass, bit) => {
          expect(fingerprint.meets(bit)).toBe(decideStatically(table, { role, purpose }, dataClass) !== 'never');
          compared += 1;
        });
      }
    }
    expect(compared).toBe(roles.length * purposes.length * dataClasses.length);
  });

  it('has the key of those who meet the same, and of nobody else', () => {
    const index = createRequirementIndex([...dataClasses.map((dataClass) => policy([dataClass])), scopes(['user/Patient.r'])]);
    const keyOf = (caller: Parameters<typeof fingerprintOf>[2]) => fingerprintOf(index, table, caller).key;

    expect(keyOf({ ...doctor, scopes: ['openid', 'user/Patient.cruds'] })).toBe(keyOf(doctor));
    expect(keyOf({ ...doctor, scopes: [] })).not.toBe(keyOf(doctor));
    expect(keyOf({ ...doctor, role: 'payer' })).not.toBe(keyOf(doctor));
    expect(keyOf(undefined)).toMatch(/^0+$/);
  });
});
