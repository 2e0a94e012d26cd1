import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  type Actor,
  type DataClass,
  decideRow,
  labelKeyOf,
  type PolicyTable,
  type RelationshipFacts,
  type Row,
  rowFilter,
  rowFilterAmong,
} from './index.ts';
import { aBaseline, anActor, aRow, keeps, realTable, someFacts, someTable } from './testing/arbitraries.ts';

const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 20_000 : 2_000;

jest.setTimeout(300_000);

const permits = (table: PolicyTable, actor: Actor, baseline: DataClass, row: Row, facts: RelationshipFacts) =>
  decideRow(table, actor, baseline, row, facts).outcome !== 'deny';

describe('rowFilter', () => {
  it('keeps exactly the rows that decideRow permits', () => {
    const seen = { kept: 0, refused: 0 };

    fc.assert(
      fc.property(
        someTable,
        anActor,
        aBaseline,
        someFacts,
        fc.array(aRow, { minLength: 8, maxLength: 8 }),
        (table, actor, baseline, facts, rows) => {
          const filter = rowFilter(table, { actor, baseline }, facts);

          for (const row of rows) {
            const isPermitted = permits(table, actor, baseline, row, facts);
            seen[isPermitted ? 'kept' : 'refused'] += 1;
            expect(keeps(filter, row)).toBe(isPermitted);
          }
        },
      ),
      { numRuns: runs },
    );

    expect(Math.min(seen.kept, seen.refused)).toBeGreaterThan(runs / 10);
  });

  it('keeps nothing where no rule speaks of the role and purpose', () => {
    const actor: Actor = { role: 'physician', purpose: 'HRESCH', facilityId: 'f1', leads: new Set(['d1']) };
    const everything: RelationshipFacts = { self: true, guardian: true, careTeam: true, assigned: true, breakGlass: true };

    expect(rowFilter(realTable, { actor, baseline: 'clinical' }, everything)).toBe('nothing');
    expect(rowFilter(new Map(), { actor, baseline: 'clinical' }, everything)).toBe('nothing');
  });

  it('keeps nothing where a rule asks for a fact that is not there', () => {
    expect(rowFilter(realTable, { actor: { role: 'physician', purpose: 'TREAT', facilityId: 'f1' }, baseline: 'clinical' }, {})).toBe(
      'nothing',
    );
  });

  it('names no label of HIV, abuse, genes or reproduction to somebody who broke the glass', () => {
    const actor: Actor = { role: 'physician', purpose: 'ETREAT', facilityId: 'f1' };

    expect(rowFilter(realTable, { actor, baseline: 'clinical' }, { breakGlass: true })).toEqual({
      anyOf: [{ labelKeys: ['', 'mental-health'] }],
    });
  });

  it('binds the rows of a led unit to the unit', () => {
    const actor: Actor = { role: 'head-of-unit', purpose: 'TREAT', facilityId: 'f1', leads: new Set(['d2', 'd1']) };
    const filter = rowFilter(realTable, { actor, baseline: 'clinical' }, {});

    expect(filter).toEqual({ anyOf: [{ labelKeys: expect.arrayContaining(['', 'hiv', 'abuse+hiv']), departmentIds: ['d1', 'd2'] }] });
    expect(JSON.stringify(filter)).not.toContain('genetic');
  });

  it('binds the skeleton of visits to the facility', () => {
    const actor: Actor = { role: 'registrar', purpose: 'HOPERAT', facilityId: 'f1' };

    expect(rowFilter(realTable, { actor, baseline: 'admin' }, {})).toEqual({ anyOf: [{ labelKeys: [''], facilityIds: ['f1'] }] });
  });
});

describe('rowFilterAmong', () => {
  it('keeps exactly the rows that decideRow permits, each by the facts of its own patient', () => {
    const factsOf = fc.record({ p1: someFacts, p2: someFacts }).map((facts) => new Map(Object.entries(facts)));

    fc.assert(
      fc.property(
        someTable,
        anActor,
        aBaseline,
        factsOf,
        fc.array(aRow, { minLength: 8, maxLength: 8 }),
        (table, actor, baseline, facts, rows) => {
          const filter = rowFilterAmong(table, { actor, baseline }, facts);

          for (const row of rows) expect(keeps(filter, row)).toBe(permits(table, actor, baseline, row, facts.get(row.patientId) ?? {}));
        },
      ),
      { numRuns: runs },
    );
  });

  it('takes patients together whom the actor stands in the same relation to', () => {
    const actor: Actor = { role: 'pharmacist', purpose: 'TREAT', facilityId: 'f1' };
    const facts = new Map([
      ['p1', { careTeam: true }],
      ['p2', { careTeam: true }],
      ['p3', {}],
    ]);

    expect(rowFilterAmong(realTable, { actor, baseline: 'clinical' }, facts)).toEqual({
      anyOf: [{ labelKeys: expect.arrayContaining(['', 'reproductive']), facilityIds: ['f1', undefined], patientIds: ['p1', 'p2'] }],
    });
  });
});

describe('labelKeyOf', () => {
  it('is one text for each combination, whatever the order and however often', () => {
    expect(labelKeyOf([])).toBe('');
    expect(labelKeyOf(['reproductive', 'hiv', 'hiv'])).toBe('hiv+reproductive');
  });
});
