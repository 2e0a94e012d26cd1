import { readFile } from 'node:fs/promises';
import {
  type Actor,
  decideRow,
  labelCombinations,
  parsePolicyTable,
  type RelationshipFacts,
  type RowFilter,
  roles,
  rowFilter,
  rowFilterAmong,
  type Subject,
} from '@health-graph/permissions';
import { condition, encounter, recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { countCommands } from './count-commands.ts';
import { both } from './keyset.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { rowFilterOf, rowPathsOf } from './row-filter.ts';
import { aCondition, definitions, patientOf } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

const table = parsePolicyTable(await readFile(new URL('../../../schema/policies.yaml', import.meta.url), 'utf8'));
const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 2_000 : 200;

jest.setTimeout(300_000);

const place = (name: string) => recordId('test', 'Place', name);
const patients = ['hoa', 'tung'];
const facilities = [undefined, 'f1', 'f2'].map((name) => name && place(name));
const departments = [undefined, 'd1', 'd2'].map((name) => name && place(name));

interface Row extends Subject {
  readonly id: string;
  readonly patientId: string;
}

/** One condition for each patient, combination of labels, facility and department. */
const rows = patients.flatMap((patient) =>
  labelCombinations.flatMap((labels) =>
    facilities.flatMap((facilityId) =>
      departments.map((departmentId) => {
        const made = { ...(facilityId && { facilityId }), ...(departmentId && { departmentId }) };
        const line = aCondition([patient, ...labels, facilityId, departmentId].join('/'), made, patient);
        const row: Row = { id: line.id, patientId: patientOf(patient), labels, ...made };
        return { row, line: { ...line, labels } };
      }),
    ),
  ),
);

let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), { definitions, labelsOf: () => [] });
  await store.prepare();
  await store.upsert(rows.map(({ line }) => line));
});
afterAll(async () => {
  await store.close();
  await server.close();
});

const paths = rowPathsOf(condition);
const idsOf = async (filter: RowFilter, list: object = {}) => {
  const found = await store.collections.Condition.model.find(both({ ...list }, rowFilterOf(filter, paths)), { _id: 1 }).lean();
  return found.map(({ _id }) => _id).toSorted();
};
const permitted = (actor: Actor, factsOf: (row: Row) => RelationshipFacts) =>
  rows.flatMap(({ row }) => (decideRow(table, actor, 'clinical', row, factsOf(row)).outcome === 'deny' ? [] : [row.id])).toSorted();

const anActor: fc.Arbitrary<Actor> = fc.record({
  role: fc.constantFrom(...roles.slice(0, 6), 'citizen' as const, 'payer' as const),
  purpose: fc.constantFrom('TREAT', 'TREAT', 'ETREAT', 'PATRQT', 'HPAYMT'),
  facilityId: fc.constantFrom(place('f1'), place('f2')),
  leads: fc.subarray([place('d1'), place('d2')]).map((led) => new Set(led)),
});
const someFacts: fc.Arbitrary<RelationshipFacts> = fc.record({
  self: fc.boolean(),
  guardian: fc.boolean(),
  minorProtected: fc.constant(new Set(['reproductive'])),
  careTeam: fc.boolean(),
  assigned: fc.boolean(),
  consent: fc.constantFrom(new Set<string>(), new Set(['clinical'])),
  breakGlass: fc.boolean(),
});

describe('rowFilterOf', () => {
  it('finds exactly the rows of a patient that decideRow permits', async () => {
    await fc.assert(
      fc.asyncProperty(anActor, someFacts, async (actor, facts) => {
        const patientId = patientOf('hoa');

        const found = await idsOf(rowFilter(table, { actor, baseline: 'clinical' }, facts), { patientId });

        expect(found).toEqual(
          permitted(actor, () => facts).filter((id) => rows.some(({ row }) => row.id === id && row.patientId === patientId)),
        );
      }),
      { numRuns: runs },
    );
  });

  it('finds exactly the rows of everybody that decideRow permits', async () => {
    await fc.assert(
      fc.asyncProperty(anActor, someFacts, async (actor, facts) => {
        const factsOf = new Map([[patientOf('tung'), facts]]);

        const found = await idsOf(rowFilterAmong(table, { actor, baseline: 'clinical' }, factsOf));

        expect(found).toEqual(permitted(actor, ({ patientId }) => factsOf.get(patientId) ?? {}));
      }),
      { numRuns: runs },
    );
  });

  it('finds nothing where no rule permits anything', async () => {
    expect(await idsOf('nothing')).toEqual([]);
    expect(await store.collections.Condition.page({ filter: rowFilterOf('nothing', paths), first: 20 })).toMatchObject({ edges: [] });
  });

  it('leaves out what asks for a place of records that have none', () => {
    const filter: RowFilter = { anyOf: [{ labelKeys: [''], facilityIds: ['f1'] }, { labelKeys: ['hiv'] }] };

    expect(rowFilterOf(filter, { patientId: 'patientId' })).toEqual({ labelKey: 'hiv' });
    expect(rowFilterOf({ anyOf: [{ labelKeys: [''], departmentIds: ['d'] }] }, {})).toEqual({ _id: { $in: [] } });
  });

  it('knows where records of a type say where they were made', () => {
    expect(rowPathsOf(encounter)).toEqual({ patientId: 'patientId', facilityIds: ['facilityId'], departmentId: 'departmentId' });
  });
});

describe('a filtered list', () => {
  const physician: Actor = { role: 'physician', purpose: 'ETREAT', facilityId: place('f1') };
  const filter = () => rowFilterOf(rowFilter(table, { actor: physician, baseline: 'clinical' }, { breakGlass: true }), paths);

  it('is read in order through the index of the list that is not filtered', async () => {
    const list = store.collections.Condition.model.find(both({ patientId: patientOf('hoa') }, filter())).sort({ sortAt: -1, _id: -1 });

    const plan = JSON.stringify(await list.limit(21).explain('queryPlanner'));

    expect(plan).toContain('"patientId_1_sortAt_-1__id_-1_labelKey_1"');
    expect(plan).not.toContain('"SORT"');
    expect(plan).not.toContain('COLLSCAN');
  });

  it('costs one command, for one parent and for many', async () => {
    const { Condition } = store.collections;
    const { total } = await countCommands(store.connection, async () => {
      await Condition.page({ filter: both({ patientId: patientOf('hoa') }, filter()), first: 20 });
      await Condition.pagesByParent({ parentField: 'patientId', parentIds: patients.map(patientOf), filter: filter(), first: 20 });
    });

    expect(total).toBe(2);
  });

  it('tells by its pages only of what is shown', async () => {
    const shown = permitted(physician, () => ({ breakGlass: true })).filter((id) =>
      rows.some(({ row }) => row.id === id && row.patientId === patientOf('hoa')),
    );
    const read: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.collections.Condition.page({ filter: both({ patientId: patientOf('hoa') }, filter()), first: 7, after });
      read.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after !== undefined);

    expect(read.toSorted()).toEqual(shown);
  });
});
