import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  type ActorFacts,
  type Caller,
  createRequestPermissions,
  dataClasses,
  decideField,
  decideRow,
  type PolicyTable,
  type RelationshipFacts,
} from './index.ts';
import { aBaseline, anActor, aRow, keeps, realTable, someFacts, someTable } from './testing/arbitraries.ts';

const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 10_000 : 1_000;

jest.setTimeout(300_000);

type Facts = Readonly<Record<string, RelationshipFacts>>;

/** What identity would say, and what it was asked. */
function anIdentity(ofPatient: Facts, { mayAct = true, leads = [] as readonly string[] } = {}) {
  const asked: (readonly string[] | 'related')[] = [];
  const answer = (ids: readonly string[]): ActorFacts => ({
    mayAct,
    leads: new Set(leads),
    ofPatient: new Map(ids.flatMap((id) => (ofPatient[id] === undefined ? [] : [[id, ofPatient[id]] as const]))),
  });
  return {
    asked,
    of: async (ids: readonly string[]) => {
      asked.push(ids);
      return answer(ids);
    },
    ofRelated: async () => {
      asked.push('related');
      return answer(Object.keys(ofPatient));
    },
  };
}

const aCaller = (overrides: Partial<Caller> = {}): Caller => ({
  accountId: 'a1',
  role: 'physician',
  purpose: 'TREAT',
  scopes: [],
  facilityId: 'f1',
  ...overrides,
});
const permissionsOf = (caller: Caller | undefined, facts: ReturnType<typeof anIdentity>, table: PolicyTable = realTable) =>
  createRequestPermissions({ table, caller, facts });

/** A caller, the facts of three patients of whom one is a stranger, and rows of theirs. */
const aRequest = fc.record({
  table: someTable,
  actor: anActor,
  baseline: aBaseline,
  facts: fc.record({ p1: someFacts, p2: someFacts }),
  rows: fc.array(aRow, { minLength: 8, maxLength: 8 }),
  classes: fc.subarray([...dataClasses], { minLength: 1, maxLength: 3 }),
});
const requestOf = ({
  table,
  actor: { leads = new Set(), ...caller },
  facts,
}: {
  table: PolicyTable;
  actor: Parameters<typeof decideRow>[1];
  facts: Facts;
}) => permissionsOf({ accountId: 'a1', scopes: [], ...caller }, anIdentity(facts, { leads: [...leads] }), table);

describe('what is decided for one request', () => {
  it('is what decideRow and decideField say, for rows of patients that were learned', async () => {
    await fc.assert(
      fc.asyncProperty(aRequest, async (request) => {
        const { table, actor, baseline, facts, rows, classes } = request;
        const permissions = requestOf(request);
        await permissions.learn(rows.map(({ patientId }) => patientId));

        for (const row of rows) {
          const its = (facts as Facts)[row.patientId] ?? {};
          const standing = permissions.standingTo(row);
          expect(standing.decideRow(baseline)).toEqual(decideRow(table, actor, baseline, row, its));
          expect(standing.decide(classes)).toEqual(decideField(table, actor, classes, row, its));
        }
      }),
      { numRuns: runs },
    );
  });

  it('lets through, of one patient, exactly the rows that are permitted', async () => {
    await fc.assert(
      fc.asyncProperty(aRequest, async (request) => {
        const { baseline, rows } = request;
        const permissions = requestOf(request);
        await permissions.learn(['p1', 'p2', 'p3']);

        for (const row of rows) {
          const isPermitted = permissions.standingTo(row).decideRow(baseline).outcome !== 'deny';
          expect(keeps(permissions.rowsOf(row.patientId, baseline), row)).toBe(isPermitted);
        }
      }),
      { numRuns: runs },
    );
  });

  it('lets through, of a list that is nobody’s, exactly the rows that are permitted', async () => {
    await fc.assert(
      fc.asyncProperty(aRequest, async (request) => {
        const { baseline, rows } = request;
        const permissions = requestOf(request);

        const among = await permissions.rowsAmong(baseline);

        await permissions.learn(rows.map(({ patientId }) => patientId));
        for (const row of rows) expect(keeps(among, row)).toBe(permissions.standingTo(row).decideRow(baseline).outcome !== 'deny');
      }),
      { numRuns: runs },
    );
  });

  it('is nothing for an account that may not act, whatever its facts and the token say', async () => {
    const permissions = permissionsOf(aCaller(), anIdentity({ p1: { careTeam: true } }, { mayAct: false, leads: ['d1'] }));
    await permissions.learn(['p1']);

    expect(permissions.standingTo({ patientId: 'p1', facilityId: 'f1', labels: [] }).decide(['clinical']).outcome).toBe('deny');
    expect(permissions.standingTo({ labels: [] }).decide(['staff']).outcome).toBe('deny');
    expect(permissions.rowsOf('p1', 'clinical')).toBe('nothing');
    expect(await permissions.rowsAmong('admin')).toBe('nothing');
  });

  it('is nothing for nobody, who asks identity nothing', async () => {
    const identity = anIdentity({ p1: { self: true } });
    const permissions = permissionsOf(undefined, identity);
    await permissions.learn(['p1']);

    expect(permissions.standingTo({ patientId: 'p1', labels: [] }).decide(['public'])).toEqual({
      outcome: 'deny',
      refused: 'public',
      reasons: [{ dataClass: 'public' }],
    });
    expect(permissions.standingTo({ labels: [] }).decideRow('public').outcome).toBe('deny');
    expect([permissions.rowsOf('p1', 'public'), await permissions.rowsAmong('public')]).toEqual(['nothing', 'nothing']);
    expect(identity.asked).toEqual([]);
  });
});

describe('a standing', () => {
  const row = (patientId: string, place: object = {}) => ({ patientId, labels: [], ...place });

  it('is one for all rows of the same patient, place and labels, and decides each question once', async () => {
    const permissions = permissionsOf(aCaller(), anIdentity({ p1: { careTeam: true } }));
    await permissions.learn(['p1']);
    const classes = ['clinical'] as const;
    const standing = permissions.standingTo(row('p1', { facilityId: 'f1' }));

    expect(permissions.standingTo(row('p1', { facilityId: 'f1' }))).toBe(standing);
    expect(permissions.standingTo(row('p1', { departmentId: 'f1' }))).not.toBe(standing);
    expect(permissions.standingTo({ ...row('p1', { facilityId: 'f1' }), labels: ['hiv'] })).not.toBe(standing);
    expect(standing.decide(classes)).toBe(standing.decide(classes));
    expect(standing.decideRow('clinical')).toBe(standing.decideRow('clinical'));
  });

  it('is a fault of ours where the patient was not learned', async () => {
    const permissions = permissionsOf(aCaller(), anIdentity({ p1: { careTeam: true } }));
    await permissions.learn(['p1']);

    expect(() => permissions.standingTo(row('p2'))).toThrow('not learned');
    expect(() => permissions.rowsOf('p2', 'clinical')).toThrow('not learned');
  });

  it('to what is nobody’s answers about the public only, until something was learned', async () => {
    const permissions = permissionsOf(aCaller(), anIdentity({}));
    const standing = permissions.standingTo({ labels: [] });

    expect(standing.decide(['public']).outcome).toBe('permit');
    expect(() => standing.decide(['staff'])).toThrow('not learned');
    expect(() => permissions.standingTo({ labels: ['hiv'] }).decideRow('public')).toThrow('not learned');
    await permissions.learn([]);
    expect(standing.decide(['staff']).outcome).toBe('permit');
  });
});

describe('what identity is asked', () => {
  it('is one question for all patients of a tick, each once', async () => {
    const identity = anIdentity({});
    const permissions = permissionsOf(aCaller(), identity);

    await Promise.all([permissions.learn(['p1', 'p2', 'p1']), permissions.learn([]), permissions.learn(['p3', 'p2'])]);
    await permissions.learn(['p1', 'p4']);
    await permissions.learn([]);

    expect(identity.asked).toEqual([['p1', 'p2', 'p3'], ['p4']]);
  });

  it('is nothing where no rule speaks of the role and purpose', async () => {
    const identity = anIdentity({});
    const permissions = permissionsOf(aCaller({ purpose: 'HRESCH' }), identity);
    await permissions.learn(['p1']);

    expect(permissions.rowsOf('p1', 'clinical')).toBe('nothing');
    expect(await permissions.rowsAmong('clinical')).toBe('nothing');
    expect(identity.asked).toEqual([]);
  });

  it('names no patient where rules ask for the place only', async () => {
    const identity = anIdentity({});
    const permissions = permissionsOf(aCaller({ role: 'registrar', purpose: 'HOPERAT' }), identity);
    await permissions.learn(['p1', 'p2']);

    expect(permissions.standingTo({ patientId: 'p3', facilityId: 'f1', labels: [] }).decide(['identity']).outcome).toBe('permit');
    expect(await permissions.rowsAmong('admin')).toEqual({ anyOf: [{ labelKeys: [''], facilityIds: ['f1'] }] });
    expect(identity.asked).toEqual([[]]);
  });

  it('is nothing for a list of what is public', async () => {
    const identity = anIdentity({});
    const permissions = permissionsOf(aCaller(), identity);

    expect(await permissions.rowsAmong('public')).not.toBe('nothing');
    expect(identity.asked).toEqual([]);
  });

  it('covers whoever a list that is nobody’s lets through', async () => {
    const identity = anIdentity({ p1: { careTeam: true } });
    const permissions = permissionsOf(aCaller(), identity);
    await permissions.rowsAmong('clinical');
    await permissions.rowsAmong('admin');
    await permissions.learn(['p1', 'p2']);

    expect(permissions.standingTo({ patientId: 'p1', labels: [] }).decide(['clinical']).outcome).toBe('permit');
    expect(permissions.standingTo({ patientId: 'p2', labels: [] }).decide(['clinical']).outcome).toBe('deny');
    expect(identity.asked).toEqual(['related']);
  });

  it('is refused again without being asked again when there was no answer', async () => {
    let asked = 0;
    const refuse = async () => {
      asked += 1;
      throw new Error('no answer');
    };
    const permissions = createRequestPermissions({ table: realTable, caller: aCaller(), facts: { of: refuse, ofRelated: refuse } });

    await expect(permissions.learn(['p1'])).rejects.toThrow('no answer');
    await expect(permissions.learn(['p1'])).rejects.toThrow('no answer');

    expect(asked).toBe(1);
    expect(() => permissions.standingTo({ patientId: 'p1', labels: [] })).toThrow('not learned');
    await expect(permissions.rowsAmong('clinical')).rejects.toThrow('no answer');
  });
});

describe('a row that was asked for and refused', () => {
  it('is told of once for each kind, by the class of such rows and not by what its label raised it to', async () => {
    const told: unknown[] = [];
    const permissions = createRequestPermissions({
      table: realTable,
      caller: aCaller(),
      facts: anIdentity({ p1: { careTeam: true } }),
      onRefusedRow: ({ patientId }, baseline) => told.push([patientId, baseline]),
    });
    await permissions.learn(['p1', 'p2']);

    for (const [patientId, labels] of [
      ['p1', []],
      ['p2', []],
      ['p2', ['hiv']],
      ['p2', []],
    ] as const)
      permissions.standingTo({ patientId, labels }).decideRow('clinical');

    expect(told).toEqual([
      ['p2', 'clinical'],
      ['p2', 'clinical'],
    ]);
  });
});
