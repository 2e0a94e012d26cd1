import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conditions } from '../condition.ts';
import { dataClasses } from '../data-class.ts';
import { decideField, decideRow } from '../decide.ts';
import { labels } from '../label.ts';
import { parsePolicyTable } from '../policy-table.ts';
import { purposes, roles } from '../role.ts';
import { shownBehind } from '../shown-behind.ts';
import { realTable, someTable } from '../testing/arbitraries.ts';
import { beyond, cellOf, cellText } from './cell.ts';
import { probe, relations } from './probe.ts';

const physician = { role: 'physician', purpose: 'TREAT' } as const;
const tableOf = (rules: string) =>
  parsePolicyTable(
    dataClasses.map((name) => `${name}: ${name === 'clinical' || name === 'staff' || name === 'hiv' ? rules : '[]'}`).join('\n'),
  );
const cell = (rules: string, question = {}) => cellText(cellOf(tableOf(rules), physician, { classes: ['clinical'], ...question }));
const rule = (when: string, more = '') => `{ roles: [physician], purposes: [TREAT], when: [${when}], basis: Law${more} }`;

describe('a cell', () => {
  it('says what the engine says: always, under conditions, behind masks, or never', () => {
    expect(cell(`[${rule('always')}]`)).toBe('allow');
    expect(cell(`[${rule('careTeam, assigned')}, ${rule('consent')}]`)).toBe('condition(careTeam|assigned|consent)');
    expect(cell(`[${rule('always', ', masks: [last4]')}]`, { kind: 'number' })).toBe('mask(last4)');
    expect(cell(`[${rule('assigned')}, ${rule('careTeam', ', masks: [last4]')}]`, { kind: 'number' })).toBe(
      'condition(assigned); mask(last4 if careTeam)',
    );
    expect(cell('[]')).toBe('never');
    expect(cell('[{ roles: [nurse], purposes: [TREAT], when: [always], basis: Law }]')).toBe('never');
  });

  it('refuses behind a mask what has no weaker form, and shows a name whole that no mask is about', () => {
    const masked = `[${rule('always', ', masks: [last4]')}]`;

    expect(cell(masked)).toBe('never');
    expect(cell(masked, { kind: 'date' })).toBe('never');
    expect(cell(masked, { kind: 'name' })).toBe('allow');
  });

  it('asks for the conditions of all classes together', () => {
    const question = { classes: ['clinical', 'staff'] } as const;
    const table = parsePolicyTable(
      dataClasses
        .map(
          (name) =>
            `${name}: ${name === 'clinical' ? `[${rule('assigned, self')}]` : name === 'staff' ? `[${rule('self, consent')}]` : '[]'}`,
        )
        .join('\n'),
    );

    expect(cellText(cellOf(table, physician, question))).toBe('condition(self|assigned+consent)');
  });

  it('asks for the row before the field', () => {
    expect(cell(`[${rule('assigned')}]`, { classes: ['public'], row: 'clinical' })).toBe('never');
    expect(cellText(cellOf(realTable, physician, { classes: ['staff'], row: 'clinical' }))).toBe(
      'condition(careTeam|assigned|unitLead|consent)',
    );
    expect(cellText(cellOf(realTable, physician, { classes: ['staff'] }))).toBe('allow');
  });

  it('lets a label take the place of clinical', () => {
    expect(cellText(cellOf(realTable, physician, { classes: ['clinical'], row: 'clinical', label: 'hiv' }))).toBe('condition(assigned)');
    expect(
      cellText(
        cellOf(realTable, { role: 'surveillance-officer', purpose: 'PUBHLTH' }, { classes: ['clinical'], row: 'clinical', label: 'hiv' }),
      ),
    ).toBe('condition(assigned)');
  });
});

describe('a probe', () => {
  it.each(relations)('lets %s hold alone', (relation) => {
    for (const condition of conditions.filter((name) => name !== 'always')) {
      const table = tableOf(`[${rule(condition)}]`);
      const { actor, subject, facts } = probe(physician, [relation], []);

      expect(decideField(table, actor, ['clinical'], subject, facts).outcome).toBe(condition === relation ? 'permit' : 'deny');
    }
  });
});

describe('beyond', () => {
  it('finds what one cell opens that another does not', () => {
    const cellBy = (when: string, more = '') =>
      cellOf(tableOf(`[${rule(when, more)}]`), physician, { classes: ['clinical'], kind: 'number' });
    const whole = cellBy('careTeam');
    const masked = cellBy('careTeam', ', masks: [last4]');

    expect(beyond(whole, masked)).toEqual([{ when: ['careTeam'], shown: 'whole' }]);
    expect(beyond(masked, whole)).toEqual([]);
    expect(beyond(cellBy('always'), whole)).toEqual([{ when: [], shown: 'whole' }]);
    expect(beyond(whole, cellBy('always'))).toEqual([]);
    expect(beyond(cellBy('careTeam, self'), whole)).toEqual([{ when: ['self'], shown: 'whole' }]);
  });
});

describe('the matrix', () => {
  it('says of every set of conditions, over any table, what the engine decides', () => {
    const aQuestion = fc.record(
      {
        row: fc.constantFrom(...dataClasses),
        classes: fc.subarray([...dataClasses], { minLength: 1, maxLength: 3 }),
        label: fc.constantFrom(...labels),
        kind: fc.constantFrom('name', 'date', 'number'),
      },
      { requiredKeys: ['classes'] },
    );
    fc.assert(
      fc.property(
        someTable,
        aQuestion,
        fc.constantFrom(...roles),
        fc.constantFrom(...purposes),
        fc.subarray([...relations]),
        (table, question, role, purpose, holding) => {
          const raised = question.label === undefined ? [] : [question.label];
          const { actor, subject, facts } = probe({ role, purpose }, holding, raised);
          const row = question.row === undefined || decideRow(table, actor, question.row, subject, facts).outcome !== 'deny';
          const decision = decideField(table, actor, question.classes, subject, facts);
          const masks = decision.outcome === 'mask' ? decision.masks : [];
          const shown =
            !row || decision.outcome === 'deny' ? 'nothing' : decision.outcome === 'permit' ? 'whole' : shownBehind(question.kind, masks);

          const ways = cellOf(table, { role, purpose }, question).filter(({ when }) =>
            when.every((condition) => holding.some((held) => held === condition)),
          );

          const said = ways.some((way) => way.shown === 'whole') ? 'whole' : (ways[0]?.shown ?? 'nothing');
          expect(said).toBe(shown);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
