import { Forbidden } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ActorFacts,
  type Caller,
  createRequestPermissions,
  decideRow,
  labels,
  permitRecords,
  permitRecordsOfPatient,
  type RelationshipFacts,
  type Row,
  stampOf,
} from './index.ts';
import { aRow, realTable, someFacts } from './testing/arbitraries.ts';

interface Kept extends Row {
  readonly id: string;
}

const rules = { rowClass: 'clinical', rowOf: (kept: Kept): Row => kept } as const;
const caller: Caller = { accountId: 'a1', role: 'physician', purpose: 'TREAT', scopes: [], facilityId: 'f1' };
const kept = (id: string, patientId: string, raised: Row['labels'] = []): Kept => ({ id, patientId, facilityId: 'f1', labels: raised });

function permissionsOf(ofPatient: Readonly<Record<string, RelationshipFacts>>) {
  const asked: (readonly string[])[] = [];
  const facts: ActorFacts = { mayAct: true, leads: new Set(), ofPatient: new Map(Object.entries(ofPatient)) };
  const source = {
    of: async (patientIds: readonly string[]) => {
      asked.push(patientIds);
      return facts;
    },
    ofRelated: async () => facts,
  };
  return { asked, permissions: createRequestPermissions({ table: realTable, caller, facts: source }) };
}

describe('permitRecords', () => {
  it('gives what the caller may see, in its order, stamped, and leaves the originals alone', async () => {
    const records = [kept('r1', 'p1'), kept('r2', 'p2'), kept('r3', 'p1', ['hiv']), kept('r4', 'p1')];
    const { permissions } = permissionsOf({ p1: { careTeam: true } });

    const permitted = await permitRecords(permissions, records, rules);

    expect(permitted.map(({ id }) => id)).toEqual(['r1', 'r4']);
    expect(permitted.every((record) => stampOf(record) !== undefined)).toBe(true);
    expect(records.some((record) => stampOf(record) !== undefined)).toBe(false);
  });

  it('asks once for all patients', async () => {
    const { asked, permissions } = permissionsOf({});

    await permitRecords(permissions, [kept('r1', 'p1'), kept('r2', 'p2'), kept('r3', 'p1')], rules);

    expect(asked).toEqual([['p1', 'p2']]);
  });

  it('decides as decideRow does, whatever the facts and labels', async () => {
    await fc.assert(
      fc.asyncProperty(someFacts, aRow, fc.subarray([...labels]), async (facts, row, raised) => {
        const record: Kept = { ...row, id: 'r1', patientId: 'p1', labels: raised };
        const { permissions } = permissionsOf({ p1: facts });

        const permitted = await permitRecords(permissions, [record], rules);

        const actor = { role: caller.role, purpose: caller.purpose, facilityId: 'f1' };
        expect(permitted.length > 0).toBe(decideRow(realTable, actor, 'clinical', record, facts).outcome !== 'deny');
      }),
    );
  });
});

describe('permitRecordsOfPatient', () => {
  const records = [kept('r1', 'p1'), kept('r2', 'p1', ['hiv'])];

  it('gives what the caller may see of the patient', async () => {
    const { permissions } = permissionsOf({ p1: { careTeam: true } });

    expect(await permitRecordsOfPatient(permissions, 'p1', { records, ...rules })).toMatchObject([{ id: 'r1' }]);
  });

  it('is an empty list where there is nothing that the caller may see', async () => {
    const { permissions } = permissionsOf({ p1: { careTeam: true } });

    expect(await permitRecordsOfPatient(permissions, 'p1', { records: [], ...rules })).toEqual([]);
  });

  it('is refused to whom no record could ever be shown, whether there is one or not', async () => {
    const { permissions } = permissionsOf({});
    const citizen = createRequestPermissions({
      table: realTable,
      caller: { ...caller, role: 'citizen', purpose: 'PATRQT' },
      facts: { of: async () => ({ mayAct: true, leads: new Set(), ofPatient: new Map() }), ofRelated: () => Promise.reject(new Error()) },
    });

    await expect(permitRecordsOfPatient(citizen, 'p1', { records, ...rules })).rejects.toThrow(Forbidden);
    await expect(permitRecordsOfPatient(citizen, 'p1', { records: [], ...rules })).rejects.toThrow(Forbidden);
    await expect(permitRecordsOfPatient(permissions, 'p1', { records, ...rules })).rejects.toThrow(Forbidden);
  });
});
