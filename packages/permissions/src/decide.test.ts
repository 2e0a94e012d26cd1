import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dataClasses,
  decideField,
  decideRow,
  decideStatically,
  type PolicyTable,
  parsePolicyTable,
  type RelationshipFacts,
  type Subject,
} from './index.ts';

let table: PolicyTable;
beforeAll(async () => {
  table = parsePolicyTable(await readFile(new URL('../../../schema/policies.yaml', import.meta.url), 'utf8'));
});

const aPhysician = (overrides: Partial<Actor> = {}): Actor => ({ role: 'physician', purpose: 'TREAT', facilityId: 'f1', ...overrides });
const aRecord = (overrides: Partial<Subject> = {}): Subject => ({ labels: [], facilityId: 'f1', departmentId: 'd1', ...overrides });
const outcome = (actor: Actor, classes: Parameters<typeof decideField>[2], subject: Subject, facts: RelationshipFacts) =>
  decideField(table, actor, classes, subject, facts).outcome;

describe('decideField', () => {
  it('shows the treating physician a clinical field, and says by which rule', () => {
    expect(decideField(table, aPhysician(), ['clinical'], aRecord(), { careTeam: true })).toEqual({
      outcome: 'permit',
      reasons: [{ dataClass: 'clinical', rule: 'clinical.1', condition: 'careTeam' }],
    });
  });

  it('refuses the treating physician what another facility made, without consent', () => {
    expect(outcome(aPhysician({ facilityId: 'f2' }), ['clinical'], aRecord(), { careTeam: true })).toBe('deny');
    expect(outcome(aPhysician({ facilityId: 'f2' }), ['clinical'], aRecord(), { careTeam: true, consent: new Set(['clinical']) })).toBe(
      'permit',
    );
    expect(outcome(aPhysician({ facilityId: 'f2' }), ['clinical'], { labels: [] }, { careTeam: true })).toBe('permit');
  });

  it('refuses a physician who has nothing to do with the patient, at the same facility too', () => {
    expect(decideField(table, aPhysician(), ['clinical'], aRecord(), {})).toEqual({
      outcome: 'deny',
      refused: 'clinical',
      reasons: [{ dataClass: 'clinical' }],
    });
  });

  it('decides a raised record by its label instead of by clinical', () => {
    const hiv = aRecord({ labels: ['hiv'] });

    expect(outcome(aPhysician({ purpose: 'ETREAT' }), ['clinical'], aRecord(), { breakGlass: true })).toBe('permit');
    expect(outcome(aPhysician({ purpose: 'ETREAT' }), ['clinical'], hiv, { breakGlass: true })).toBe('deny');
    expect(outcome(aPhysician(), ['clinical'], hiv, { careTeam: true })).toBe('deny');
    expect(outcome(aPhysician(), ['clinical'], hiv, { assigned: true })).toBe('permit');
  });

  it('asks every label, so that one refusal hides the record', () => {
    const both = aRecord({ labels: ['hiv', 'reproductive'] });
    const guardian: Actor = { role: 'citizen', purpose: 'PATRQT' };

    expect(outcome(guardian, ['clinical'], both, { guardian: true })).toBe('permit');
    expect(outcome(guardian, ['clinical'], both, { guardian: true, minorProtected: new Set(['reproductive']) })).toBe('deny');
  });

  it('asks for an administrative field of a raised record in addition to the label', () => {
    expect(outcome(aPhysician(), ['admin'], aRecord({ labels: ['hiv'] }), {})).toBe('deny');
    expect(outcome(aPhysician(), ['admin'], aRecord(), {})).toBe('permit');
  });

  it('takes consent for the classes it names only', () => {
    const elsewhere = aPhysician({ facilityId: 'f2' });

    expect(outcome(elsewhere, ['clinical'], aRecord(), { consent: new Set(['clinical']) })).toBe('permit');
    expect(outcome(elsewhere, ['clinical'], aRecord({ labels: ['mental-health'] }), { consent: new Set(['clinical']) })).toBe('deny');
  });

  it('masks where only a masked rule applies, and shows whole where another does', () => {
    const pharmacist: Actor = { role: 'pharmacist', purpose: 'TREAT', facilityId: 'f1' };

    expect(decideField(table, pharmacist, ['identity'], aRecord(), {})).toMatchObject({ outcome: 'mask', masks: ['yearOnly', 'last4'] });
    expect(outcome({ role: 'registrar', purpose: 'TREAT', facilityId: 'f1' }, ['identity'], aRecord(), {})).toBe('permit');
  });

  it('refuses every purpose that no rule names', () => {
    expect(outcome(aPhysician({ purpose: 'HRESCH' }), ['clinical'], aRecord(), { careTeam: true, breakGlass: true, self: true })).toBe(
      'deny',
    );
  });

  it('lets a unit lead see the records of the led unit only', () => {
    const lead: Actor = { role: 'head-of-unit', purpose: 'TREAT', facilityId: 'f1', leads: new Set(['d1']) };

    expect(outcome(lead, ['clinical'], aRecord(), {})).toBe('permit');
    expect(outcome(lead, ['clinical'], aRecord({ departmentId: 'd2' }), {})).toBe('deny');
    expect(outcome(lead, ['clinical'], { labels: [] }, {})).toBe('deny');
  });

  it('never answers about a field without a class', () => {
    expect(() => decideField(table, aPhysician(), [], aRecord(), {})).toThrow('without a class');
  });
});

describe('decideRow', () => {
  it('decides by the labels, and by the baseline where there are none', () => {
    expect(decideRow(table, aPhysician(), 'clinical', aRecord({ labels: ['abuse'] }), { careTeam: true }).outcome).toBe('permit');
    expect(
      decideRow(table, aPhysician({ purpose: 'ETREAT' }), 'clinical', aRecord({ labels: ['abuse'] }), { breakGlass: true }).outcome,
    ).toBe('deny');
    expect(decideRow(table, aPhysician(), 'admin', aRecord(), {}).outcome).toBe('permit');
  });
});

describe('decideStatically', () => {
  it('never says yes where a record must be known first', () => {
    expect(decideStatically(table, { role: 'physician', purpose: 'TREAT' }, 'clinical')).toBe('depends');
    expect(decideStatically(table, { role: 'physician', purpose: 'TREAT' }, 'public')).toBe('always');
    expect(decideStatically(table, { role: 'registrar', purpose: 'TREAT' }, 'clinical')).toBe('never');
    expect(decideStatically(table, { role: 'physician', purpose: 'ETREAT' }, 'hiv')).toBe('never');
  });

  it('leaves clinical fields to the record where a label could be permitted in their place', () => {
    expect(decideStatically(table, { role: 'social-worker', purpose: 'TREAT' }, 'clinical')).toBe('depends');
    expect(decideStatically(table, { role: 'billing-clerk', purpose: 'HPAYMT' }, 'clinical')).toBe('depends');
    expect(decideStatically(table, { role: 'surveillance-officer', purpose: 'PUBHLTH' }, 'clinical')).toBe('depends');
    expect(decideStatically(table, { role: 'surveillance-officer', purpose: 'PUBHLTH' }, 'admin')).toBe('never');
  });

  it('says always of clinical fields only where every label is always permitted too', () => {
    const rule = {
      name: 'r',
      roles: new Set(['nurse'] as const),
      purposes: new Set(['TREAT'] as const),
      when: ['always'] as const,
      masks: [],
      basis: 'test',
    };
    const open = new Map(dataClasses.map((dataClass) => [dataClass, [rule]]));
    const nurse = { role: 'nurse', purpose: 'TREAT' } as const;

    expect(decideStatically(open, nurse, 'clinical')).toBe('always');
    expect(decideStatically(new Map(open).set('hiv', []), nurse, 'clinical')).toBe('depends');
  });
});

describe('parsePolicyTable', () => {
  const whole = (rule: string): string =>
    [
      'public',
      'population',
      'admin',
      'staff',
      'billing',
      'identity',
      'identity-sensitive',
      'clinical',
      'abuse',
      'reproductive',
      'mental-health',
      'hiv',
      'genetic',
      'audit',
      'safety',
    ]
      .map((name) => `${name}: ${name === 'hiv' ? rule : '[]'}`)
      .join('\n');

  it.each([
    ['{}', 'hiv'],
    ['[{ roles: [doctor], purposes: [TREAT], when: [always], basis: x }]', 'hiv.1.roles'],
    ['[{ roles: [physician], purposes: [TREATMENT], when: [always], basis: x }]', 'hiv.1.purposes'],
    ['[{ roles: [physician], purposes: [TREAT], when: [sometimes], basis: x }]', 'hiv.1.when'],
    ['[{ roles: [physician], purposes: [TREAT], when: [any], basis: x }]', 'hiv.1.when'],
    ['[{ roles: [physician], purposes: [TREAT], when: [], basis: x }]', 'hiv.1.when'],
    ['[{ roles: [physician], purposes: [TREAT], when: [always] }]', 'hiv.1.basis'],
    ['[{ roles: [physician], purposes: [TREAT], when: [always], basis: x, unless: y }]', 'hiv.1.unless'],
  ])('refuses %s and names the place', (rule, setting) => {
    expect(() => parsePolicyTable(whole(rule))).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION', details: { setting } }));
  });

  it('refuses a class that is not there, and one that nobody knows', () => {
    expect(() => parsePolicyTable(whole('[]').replace('audit: []', ''))).toThrow(
      expect.objectContaining({ details: { setting: 'audit' } }),
    );
    expect(() => parsePolicyTable(`${whole('[]')}\nsecret: []`)).toThrow(expect.objectContaining({ details: { setting: 'secret' } }));
  });

  it("takes a class that a table of the past does not have for nobody's, where it is only compared", () => {
    const table = parsePolicyTable(whole('[]').replace('audit: []', ''), { isPast: true });

    expect(table.get('audit')).toEqual([]);
  });
});
