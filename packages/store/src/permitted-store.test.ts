import { Forbidden } from '@health-graph/errors';
import { type Caller, decideRow, labelCombinations, type RelationshipFacts, type Row, roles, stampOf } from '@health-graph/permissions';
import { condition, encounter, recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { countCommands } from './count-commands.ts';
import { createCursors } from './cursor.ts';
import { both } from './keyset.ts';
import type { Page } from './page.ts';
import { permitted } from './permitted-store.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { aCondition, patientOf } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';
import { permissionsOf, type Standing, table } from './testing/permissions.ts';

const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 500 : 60;
const definitions = { Encounter: encounter, Condition: condition } as const;
const cursors = createCursors('a secret of tests, 32 characters or more');

jest.setTimeout(300_000);

const place = (name: string) => recordId('test', 'Place', name);
const encounterOf = (name: string) => recordId('test', 'Encounter', name);
const people = ['hoa', 'tung', 'lan'];
const facilities = [undefined, 'f1', 'f2'].map((name) => name && place(name));
const departments = [undefined, 'd1'].map((name) => name && place(name));

type Kept = Row & { readonly id: string; readonly patientId: string };

/** One condition for each patient, combination of labels, facility and department, all of one encounter of the patient. */
const rows = people.flatMap((person) =>
  labelCombinations.flatMap((labels) =>
    facilities.flatMap((facilityId) =>
      departments.map((departmentId) => {
        const made = { ...(facilityId && { facilityId }), ...(departmentId && { departmentId }) };
        const data = { ...made, encounterId: encounterOf(person) };
        const line = { ...aCondition([person, ...labels, facilityId, departmentId].join('/'), data, person), labels };
        const row: Kept = { id: line.id, patientId: patientOf(person), labels, ...made };
        return { row, line };
      }),
    ),
  ),
);

let server: OpenServer;
let store: RecordStore<typeof definitions>;

const open = async () => {
  const opened = recordStore(await server.connect(), { definitions, labelsOf: () => [], cursors });
  await opened.prepare();
  return opened;
};
beforeAll(async () => {
  server = await openServer();
  store = await open();
  await store.upsert(rows.map(({ line }) => line));
});
afterAll(async () => {
  await store.close();
  await server.close();
});

const anyCaller = fc.record({
  role: fc.constantFrom(...roles.slice(0, 6), 'citizen' as const, 'payer' as const, 'social-worker' as const),
  purpose: fc.constantFrom('TREAT' as const, 'TREAT' as const, 'ETREAT' as const, 'PATRQT' as const, 'HPAYMT' as const),
  facilityId: fc.constantFrom(place('f1'), place('f2')),
});
const anyFacts: fc.Arbitrary<RelationshipFacts> = fc.record({
  self: fc.boolean(),
  guardian: fc.boolean(),
  careTeam: fc.boolean(),
  assigned: fc.boolean(),
  consent: fc.constantFrom(new Set<string>(), new Set(['clinical'])),
  breakGlass: fc.boolean(),
});
const anybody = fc.record({
  caller: anyCaller,
  standing: fc.record({
    leads: fc.subarray([place('d1')]),
    ofPatient: fc.record({ [patientOf('hoa')]: anyFacts, [patientOf('tung')]: anyFacts }),
  }),
});

/** The rows that decideRow permits, asked one by one. */
const permittedOf = ({ caller, standing }: { caller: Partial<Caller>; standing: Standing }) =>
  rows.flatMap(({ row }) => {
    const actor = { role: 'physician', purpose: 'TREAT', leads: new Set(standing.leads), ...caller } as const;
    return decideRow(table, actor, 'clinical', row, standing.ofPatient?.[row.patientId] ?? {}).outcome === 'deny' ? [] : [row];
  });
const viewOf = ({ caller, standing }: { caller: Partial<Caller>; standing?: Standing }, of = store) =>
  permitted(of, permissionsOf(caller, standing)).collections;
const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id).toSorted();
const nodesOf = (page: Page<{ readonly id: string }> | Forbidden | undefined) =>
  page === undefined || page instanceof Forbidden ? page : idsOf(page.edges.map(({ node }) => node));

describe('what a caller may see', () => {
  it('is what decideRow permits, by id, by field, in the pages of patients, encounters and facilities, and in a worklist', async () => {
    await fc.assert(
      fc.asyncProperty(anybody, async (somebody) => {
        const expected = permittedOf(somebody);
        const { Condition } = viewOf(somebody);
        const patientIds = people.map(patientOf);
        const asked = { first: 1_000 } as const;

        const byId = await Condition.byIds(rows.map(({ row }) => row.id));
        const byEncounter = await Condition.allBy('encounterId', people.map(encounterOf));
        const byPatient = await Condition.allBy('patientId', patientIds);
        const ofPatients = await Condition.pagesByParent({ ...asked, parentField: 'patientId', parentIds: patientIds });
        const ofEncounters = await Condition.pagesByParent({
          ...asked,
          parentField: 'encounterId',
          parentIds: people.map(encounterOf),
          patientIds,
        });
        const ofFacilities = await Condition.pagesByParent({ ...asked, parentField: 'facilityId', parentIds: [place('f1'), place('f2')] });

        expect(idsOf(byId)).toEqual(idsOf(expected));
        expect(idsOf(byEncounter)).toEqual(idsOf(expected));
        expect(idsOf(byPatient)).toEqual(idsOf(expected));
        for (const [number, page] of [...ofPatients, ...ofEncounters].entries()) {
          const its = expected.filter(({ patientId }) => patientId === patientIds[number % 3]);
          if (page instanceof Forbidden) expect(its).toEqual([]);
          else expect(nodesOf(page)).toEqual(idsOf(its));
        }
        for (const [number, page] of ofFacilities.entries()) {
          const its = expected.filter(({ facilityId }) => facilityId === facilities[number + 1]);
          if (page instanceof Forbidden) expect(its).toEqual([]);
          else expect(nodesOf(page)).toEqual(idsOf(its));
        }
        const worklist = await Condition.page(asked).catch((failure: unknown) => failure as Forbidden);
        if (worklist instanceof Forbidden) expect(expected).toEqual([]);
        else expect(nodesOf(worklist)).toEqual(idsOf(expected));
      }),
      { numRuns: runs },
    );
  });

  it('is the same when many parents are read in one pass', async () => {
    const many = Array.from({ length: 250 }, (_, index) => `nobody-${index}`);
    await fc.assert(
      fc.asyncProperty(anybody, async (somebody) => {
        const expected = permittedOf(somebody);
        const names = [...people, ...many];
        const { Condition } = viewOf(somebody);
        const asked = { first: 1_000, parentIds: names.map(patientOf), parentField: 'patientId' } as const;

        const ofPatients = await Condition.pagesByParent(asked);
        const ofEncounters = await Condition.pagesByParent({
          ...asked,
          parentField: 'encounterId',
          parentIds: names.map(encounterOf),
          patientIds: names.map(patientOf),
        });

        for (const pages of [ofPatients, ofEncounters]) {
          const shown = pages.flatMap((page) => (page instanceof Forbidden ? [] : page.edges.map(({ node }) => node)));
          expect(idsOf(shown)).toEqual(idsOf(expected));
        }
      }),
      { numRuns: Math.ceil(runs / 6) },
    );
  });

  it('is stamped with how the caller stands to it', async () => {
    const assigned = { caller: { facilityId: place('f1') }, standing: { ofPatient: { [patientOf('hoa')]: { assigned: true } } } };
    const [hiv] = rows.filter(({ row }) => row.labels.join() === 'hiv' && row.facilityId === place('f2') && row.departmentId !== undefined);

    const [record] = await viewOf(assigned).Condition.byIds([hiv?.row.id ?? '']);

    expect(stampOf(record ?? {})?.row).toEqual({
      patientId: patientOf('hoa'),
      facilityId: place('f2'),
      departmentId: place('d1'),
      labels: ['hiv'],
    });
    expect(stampOf(record ?? {})?.decide(['clinical']).outcome).toBe('permit');
    expect(stampOf((await store.collections.Condition.byIds([hiv?.row.id ?? '']))[0] ?? {})).toBeUndefined();
  });
});

describe('a parent of whom nothing could be seen', () => {
  const treating = { caller: { facilityId: place('f1') }, standing: { ofPatient: { [patientOf('hoa')]: { careTeam: true } } } };

  it('is refused, alone, and not with an empty page', async () => {
    const [hoa, tung] = await viewOf(treating).Condition.pagesByParent({
      parentField: 'patientId',
      parentIds: ['hoa', 'tung'].map(patientOf),
      first: 5,
    });

    expect(hoa).toMatchObject({ pageInfo: { hasNextPage: true } });
    expect(tung).toMatchObject({ code: 'FORBIDDEN', details: { dataClass: 'clinical' } });
  });

  it('is refused alike whether anything is kept of it or not', async () => {
    const asked = { parentField: 'patientId', first: 5 } as const;
    const [kept] = await viewOf(treating).Condition.pagesByParent({ ...asked, parentIds: [patientOf('tung')] });
    const [unknown] = await viewOf(treating).Condition.pagesByParent({ ...asked, parentIds: [patientOf('nobody')] });

    expect(unknown).toEqual(kept);
  });

  it('is refused as an encounter of a patient, and rows of another patient never stand under it', async () => {
    const asked = { parentField: 'encounterId', first: 5 } as const;
    const { Condition } = viewOf(treating);

    const [own, others, mistaken] = await Condition.pagesByParent({
      ...asked,
      parentIds: ['hoa', 'tung', 'lan'].map(encounterOf),
      patientIds: ['hoa', 'tung', 'hoa'].map(patientOf),
    });
    const [first, second] = await Condition.pagesByParent({
      ...asked,
      parentIds: ['hoa', 'hoa'].map(encounterOf),
      patientIds: ['hoa', 'tung'].map(patientOf),
    });

    expect(nodesOf(own)).toHaveLength(5);
    expect(others).toBeInstanceOf(Forbidden);
    expect(nodesOf(mistaken)).toEqual([]);
    expect(nodesOf(first)).toHaveLength(5);
    expect(second).toBeInstanceOf(Forbidden);
  });

  it('refuses a worklist that could never hold a row, and everything to whoever did not sign in', async () => {
    const analyst = { caller: { role: 'health-department-analyst', purpose: 'PUBHLTH' } } as const;

    await expect(viewOf(analyst).Condition.page({ first: 5 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(viewOf(analyst).Condition.rows()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is told before the store is asked', async () => {
    const { Condition } = viewOf({ caller: { facilityId: place('f1') } });
    const asked = { parentField: 'patientId', parentIds: people.map(patientOf), first: 5 } as const;

    expect((await countCommands(store.connection, () => Condition.pagesByParent(asked))).total).toBe(0);
    await expect(Condition.pagesByParent({ ...asked, after: 'made-up' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('a hidden row', () => {
  const treating = { caller: { facilityId: place('f1') }, standing: { ofPatient: { [patientOf('an')]: { careTeam: true } } } };
  const plain = [1, 2, 3, 4, 5].map((day) => aCondition(`an-${day}`, { recordedDate: `2024-05-0${day}`, facilityId: place('f1') }, 'an'));
  const hidden = [1, 3, 5, 9].map((day) => ({
    ...aCondition(`an-hiv-${day}`, { recordedDate: `2024-05-0${day}`, facilityId: place('f1') }, 'an'),
    labels: ['hiv'],
  }));
  let without: RecordStore<typeof definitions>;
  let withHidden: RecordStore<typeof definitions>;

  beforeAll(async () => {
    [without, withHidden] = [await open(), await open()];
    await without.upsert(plain);
    await withHidden.upsert([...plain, ...hidden]);
  });
  afterAll(async () => {
    await without.close();
    await withHidden.close();
  });

  /** Everything that a caller could learn, page by page, as the answer would write it. */
  async function answers(of: RecordStore<typeof definitions>): Promise<string> {
    const { Condition } = viewOf(treating, of);
    const said: unknown[] = [];
    for (const first of [1, 2, 4, 5, 9]) {
      let after: string | undefined;
      do {
        const [page] = await Condition.pagesByParent({ parentField: 'patientId', parentIds: [patientOf('an')], first, after });
        if (page === undefined || page instanceof Forbidden) throw new Error('The page of the test is refused.');
        said.push(
          page.pageInfo,
          page.edges.map(({ cursor, node }) => [cursor, node.id]),
        );
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
      } while (after !== undefined);
    }
    said.push(idsOf(await Condition.byIds([...plain, ...hidden].map(({ id }) => id))));
    said.push(idsOf(await Condition.allBy('patientId', [patientOf('an')], { limit: 5 })));
    said.push(await Condition.page({ first: 3 }).then(({ edges, pageInfo }) => [pageInfo, edges.map(({ node }) => node.id)]));
    return JSON.stringify(said);
  }

  it('changes nothing: no page, count, cursor or look-up', async () => {
    expect(await answers(withHidden)).toBe(await answers(without));
  });

  it('is answered like one that never was', async () => {
    const { Condition } = viewOf(treating, withHidden);

    expect(await Condition.byIds([hidden[0]?.id ?? ''])).toEqual(await Condition.byIds([patientOf('nobody')]));
  });

  it('is also one that was stored before anything was labelled', async () => {
    const unlabelled = await open();
    await unlabelled.upsert(plain);
    await unlabelled.collections.Condition.model.updateMany({}, { $unset: { labels: 1, labelKey: 1 } });
    const { Condition } = viewOf(treating, unlabelled);

    expect(await Condition.byIds(plain.map(({ id }) => id))).toEqual([]);
    expect(nodesOf(await Condition.page({ first: 5 }))).toEqual([]);
    await unlabelled.close();
  });
});

describe('what it costs', () => {
  const treating = (names: readonly string[]) => ({
    caller: { facilityId: place('f1') },
    standing: { ofPatient: Object.fromEntries(names.map((name) => [patientOf(name), { careTeam: true }])) },
  });

  it.each([1, 3, 60, 250])('is one command for the lists of %i patients', async (count) => {
    const names = [...people, ...Array.from({ length: 250 }, (_, index) => `nobody-${index}`)].slice(0, count);
    const { Condition } = viewOf(treating(names));

    const cost = await countCommands(store.connection, () =>
      Condition.pagesByParent({ parentField: 'patientId', parentIds: names.map(patientOf), first: 5 }),
    );

    expect(cost).toEqual({ total: 1, byName: { aggregate: 1 } });
  });

  it('is one command by id, by field and for a worklist', async () => {
    const { Condition } = viewOf(treating(['hoa']));

    const cost = await countCommands(store.connection, async () => {
      await Condition.byIds(rows.map(({ row }) => row.id));
      await Condition.allBy('encounterId', [encounterOf('hoa')]);
      await Condition.allBy('patientId', [patientOf('hoa')]);
      await Condition.page({ first: 5 });
    });

    expect(cost.total).toBe(4);
  });

  it('keeps the index of the list, in its order', async () => {
    const { Condition } = viewOf(treating(['hoa']));
    const filter = { patientId: patientOf('hoa'), ...(await Condition.rowsOfPatients([patientOf('hoa')])) };

    const plan = JSON.stringify(await Condition.model.find(filter).sort({ sortAt: -1, _id: -1 }).limit(21).explain('queryPlanner'));

    expect(plan).toContain('"patientId_1_sortAt_-1__id_-1_labelKey_1"');
    expect(plan).not.toContain('"SORT"');
    expect(plan).not.toContain('COLLSCAN');
  });
});

describe('a worklist of a facility', () => {
  it.each([
    ['reception', { caller: { role: 'registrar', purpose: 'HOPERAT', facilityId: place('f1') } }],
    [
      'a physician with cases of her own',
      { caller: { facilityId: place('f1') }, standing: { ofPatient: { [patientOf('hoa')]: { assigned: true } } } },
    ],
  ] as const)('of %s keeps the index of the facility, in its order', async (_whose, somebody) => {
    const { Encounter } = viewOf(somebody);
    const filter = both({ facilityId: place('f1') }, await Encounter.rows());

    const plan = JSON.stringify(await Encounter.model.find(filter).sort({ sortAt: -1, _id: -1 }).limit(21).explain('queryPlanner'));

    expect(plan).toContain('"facilityId_1_sortAt_-1__id_-1_labelKey_1"');
    expect(plan).not.toContain('"SORT"');
    expect(plan).not.toContain('COLLSCAN');
  });
});
