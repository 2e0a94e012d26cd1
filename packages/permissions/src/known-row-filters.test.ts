import { describe, expect, it } from '@jest/globals';
import { knownRowFilter } from './known-row-filters.ts';
import { parsePolicyTable } from './policy-table.ts';
import { rowFilter } from './row-filter.ts';

const text = `
clinical:
  - { roles: [physician], purposes: [TREAT], when: [careTeam, unitLead, consent, breakGlass], basis: 'A test.' }
`;
const tableOf = (rules: string) => parsePolicyTable(rules, { isPast: true }); // Of the other classes it says nothing.
const table = tableOf(text);
const actor = { role: 'physician', purpose: 'TREAT', facilityId: 'f1', leads: new Set(['d1']) } as const;
const inTeam = { careTeam: true };

describe('a filter that was made before', () => {
  it('is the very same one for equal questions, and cannot be changed', () => {
    const first = knownRowFilter(table, { actor, baseline: 'clinical' }, inTeam);
    const again = knownRowFilter(table, { actor: { ...actor, leads: new Set(['d1']) }, baseline: 'clinical' }, { ...inTeam, self: false });

    expect(first).toEqual(rowFilter(table, { actor, baseline: 'clinical' }, inTeam));
    expect(again).toBe(first);
    expect(() => (first as { anyOf: unknown[] }).anyOf.push({})).toThrow(TypeError);
  });

  it.each<[string, Parameters<typeof knownRowFilter>]>([
    ['another facility', [table, { actor: { ...actor, facilityId: 'f2' }, baseline: 'clinical' }, inTeam]],
    ['no facility', [table, { actor: { role: 'physician', purpose: 'TREAT', leads: actor.leads }, baseline: 'clinical' }, inTeam]],
    ['other departments', [table, { actor: { ...actor, leads: new Set(['d1', 'd2']) }, baseline: 'clinical' }, inTeam]],
    ['another role', [table, { actor: { ...actor, role: 'nurse' }, baseline: 'clinical' }, inTeam]],
    ['another purpose', [table, { actor: { ...actor, purpose: 'HRESCH' }, baseline: 'clinical' }, inTeam]],
    ['another class', [table, { actor, baseline: 'admin' }, inTeam]],
    ['a stranger', [table, { actor, baseline: 'clinical' }, {}]],
    ['a consent', [table, { actor, baseline: 'clinical' }, { consent: new Set(['clinical']) }]],
    ['a consent to another class', [table, { actor, baseline: 'clinical' }, { consent: new Set(['admin']) }]],
    ['an emergency', [table, { actor, baseline: 'clinical' }, { breakGlass: true }]],
    ['another table', [tableOf(text.replace('careTeam', 'assigned')), { actor, baseline: 'clinical' }, inTeam]],
  ])('is not that of %s', (_name, question) => {
    knownRowFilter(table, { actor, baseline: 'clinical' }, inTeam);

    expect(knownRowFilter(...question)).toEqual(rowFilter(...question));
  });
});
