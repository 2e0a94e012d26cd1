import { internalSecret, lineOf } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCondition, anEncounter, testId } from '../model/builders.ts';
import { type EncountersStore, openStore } from '../store/encounters-store.ts';
import { presenceOutboxOf } from '../store/presence-outbox.ts';
import { presenceOf } from '../store/presence-queries.ts';
import { type OpenEncounters, openEncounters } from '../testing/open-encounters.ts';

let subgraph: OpenEncounters;
let store: EncountersStore;
beforeAll(async () => {
  subgraph = await openEncounters();
  const location = { storeUrl: subgraph.storeUrl, database: `encounters_presence_${process.pid}`, internalSecret };
  store = await openStore(location, { isOneOfSeveral: true });
});
afterAll(async () => {
  await store.connection.mongoose.dropDatabase();
  await store.close();
  await subgraph.close();
});

const write = (...records: readonly ReturnType<typeof anEncounter>[]) =>
  store.upsert(records.map((record) => lineOf({ type: 'Encounter', record })));
const waiting = async () => (await presenceOutboxOf(store.connection).oldest(100)).map(({ patientId }) => patientId);
const patientOf = (number: number) => testId('Patient', number);
const visit = (number: number, patient: number, more: Parameters<typeof anEncounter>[0] = {}) =>
  anEncounter({ id: testId('Encounter', number), patientId: patientOf(patient), ...more });

describe('what a hospital holds', () => {
  it('is noted with each write, once for each patient, and left out when it was told', async () => {
    await write(visit(1, 1), visit(2, 1), visit(3, 2));
    expect((await waiting()).toSorted()).toEqual([patientOf(1), patientOf(2)].toSorted());

    const outbox = presenceOutboxOf(store.connection);
    await outbox.told(await outbox.oldest(100));
    await write(visit(1, 1));

    expect(await waiting()).toEqual([]);
  });

  it('is noted by nobody who has no others beside them', async () => {
    await subgraph.store.upsert([lineOf({ type: 'Encounter', record: visit(9, 9) })]);

    expect((await subgraph.store.connection.mongoose.listCollections()).map(({ name }) => name)).not.toContain('presence_outbox');
  });

  it('is told by class, labels and place, and not how much or what it is', async () => {
    const place = { facilityId: testId('Facility', 1), departmentId: testId('Department', 1) };
    await write(visit(11, 3, place), visit(12, 3, place), visit(13, 3, { ...place, visitRoute: '1.9' }));
    const condition = aCondition({ id: testId('Condition', 11), patientId: patientOf(3) });
    await store.upsert([lineOf({ type: 'Condition', record: condition })]);

    const [{ marks } = { marks: [] }, other] = await presenceOf(store, [patientOf(3), patientOf(4)]);

    expect(marks).toHaveLength(3);
    expect(marks).toEqual(
      expect.arrayContaining([
        { rowClass: 'admin', labels: [], ...place },
        { rowClass: 'admin', labels: ['hiv'], ...place },
        { rowClass: 'clinical', labels: [] },
      ]),
    );
    expect(other).toEqual({ patientId: patientOf(4), marks: [] });
  });
});
