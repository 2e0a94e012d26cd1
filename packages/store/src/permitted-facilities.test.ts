import { createHash } from 'node:crypto';
import type { Caller } from '@health-graph/permissions';
import { patient, recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PermittedStore, permitted } from './permitted-store.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { patientOf } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';
import { permissionsOf, type Standing } from './testing/permissions.ts';

const definitions = { Patient: patient } as const;
const place = (name: string) => recordId('test', 'Place', name);

let server: OpenServer;
let store: RecordStore<typeof definitions>;
beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), { definitions, labelsOf: () => [] });
  await store.prepare();
});
afterAll(async () => {
  await store.close();
  await server.close();
});

const viewOf = ({ caller, standing }: { caller: Partial<Caller>; standing?: Standing }) =>
  permitted(store, permissionsOf(caller, standing)).collections;
const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id).toSorted();

describe('a row that belongs to several facilities', () => {
  const aPatient = (name: string, data: object) => ({
    type: 'Patient',
    id: patientOf(name),
    source: { system: 'test', type: 'Patient', id: name, hash: createHash('sha256').update(name).digest('hex') },
    data: { active: true, ...data },
  });
  const registrar = { caller: { role: 'registrar', facilityId: place('f1') } } as const;
  const others = [{ facilityId: place('f2') }];

  beforeAll(async () => {
    await store.upsert([
      aPatient('everywhere', { registrations: [...others, { facilityId: place('f1') }] }),
      aPatient('managed', { registrations: others, managingFacilityId: place('f1') }),
      aPatient('elsewhere', { registrations: others, managingFacilityId: place('f2') }),
      aPatient('nowhere', {}),
    ]);
  });

  const names = ['everywhere', 'managed', 'elsewhere', 'nowhere'];
  const found = async (view: PermittedStore<typeof definitions>['collections']) => [
    idsOf(await view.Patient.byIds(names.map(patientOf))),
    idsOf((await view.Patient.page({ first: 50 })).edges.map(({ node }) => node)),
  ];

  it('is seen by the registrar of each of them, by id and in a list', async () => {
    const own = idsOf(['everywhere', 'managed'].map((name) => ({ id: patientOf(name) })));

    expect(await found(viewOf(registrar))).toEqual([own, own]);
  });

  it('is seen by who treats the patient, wherever it is registered', async () => {
    const ofPatient = Object.fromEntries(names.slice(0, 3).map((name) => [patientOf(name), { careTeam: true }]));
    const own = idsOf(names.slice(0, 3).map((name) => ({ id: patientOf(name) })));

    expect(await found(viewOf({ caller: { facilityId: place('f1') }, standing: { ofPatient } }))).toEqual([own, own]);
  });

  it('is somebody’s: the patient sees the own one only', async () => {
    const self = {
      caller: { role: 'citizen', purpose: 'PATRQT' },
      standing: { ofPatient: { [patientOf('nowhere')]: { self: true } } },
    } as const;

    expect(await found(viewOf(self))).toEqual([[patientOf('nowhere')], [patientOf('nowhere')]]);
  });
});
