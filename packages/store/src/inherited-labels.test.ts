import type { Label } from '@health-graph/permissions';
import { carePlan, condition, encounter, goal, type IngestLine, recordId } from '@health-graph/records';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countCommands } from './count-commands.ts';
import type { LabelsOf } from './labelling.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { sourcesCollection } from './source-document.ts';
import { aCondition, patientOf } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

const definitions = { CarePlan: carePlan, Condition: condition, Encounter: encounter, Goal: goal } as const;

/** A note names its labels, so that tests need no medicine. */
const labelsOf: LabelsOf = ({ data }) => `${data?.['note'] ?? ''}`.match(/hiv|abuse/g)?.map((label) => label as Label) ?? [];

let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
  store = recordStore(await server.connect(), { definitions, labelsOf });
  await store.prepare();
});
afterAll(async () => {
  await store.close();
  await server.close();
});

const idOf = (type: string, name: string) => recordId('test', type, name);

/** A record of another type that refers to conditions or goals; a hash for each of its versions. */
function aLine(type: 'CarePlan' | 'Encounter' | 'Goal', name: string, data: object, version = 1): IngestLine {
  return {
    type,
    id: idOf(type, name),
    patientId: patientOf('hoa'),
    source: { system: 'test', type, id: name, hash: String(version).padStart(64, '0') },
    data: { patientId: patientOf('hoa'), ...data },
  };
}
const anEncounter = (name: string, condition: string, version?: number) =>
  aLine('Encounter', name, { diagnoses: [{ conditionId: idOf('Condition', condition) }] }, version);

const collections = { CarePlan: 'care_plans', Condition: 'conditions', Encounter: 'encounters', Goal: 'goals' } as const;
async function keysOf({ type, id }: IngestLine) {
  const find = (collection: string, filter: object) => store.connection.mongoose.collection(collection).findOne(filter);
  const record = await find(collections[type as keyof typeof collections], { _id: id as never });
  const source = await find(sourcesCollection, { recordId: id });
  return [record?.['labelKey'], source?.['labelKey']];
}

describe('a record that refers to one that is raised', () => {
  it('is raised with it, in the same batch and in any order', async () => {
    const contacts = [anEncounter('before', 'same batch'), anEncounter('after', 'same batch')];

    await store.upsert([contacts[0] as IngestLine, aCondition('same batch', { note: 'hiv' }), contacts[1] as IngestLine]);

    for (const contact of contacts) expect(await keysOf(contact)).toEqual(['hiv', 'hiv']);
  });

  it('is raised when the other is there already', async () => {
    const contact = anEncounter('later', 'already there');
    await store.upsert([aCondition('already there', { note: 'abuse hiv' })]);

    await store.upsert([contact]);

    expect(await keysOf(contact)).toEqual(['abuse+hiv', 'abuse+hiv']);
  });

  it('is raised when the other comes later, or is raised later', async () => {
    const contact = anEncounter('waiting', 'still to come');
    await store.upsert([contact]);
    expect(await keysOf(contact)).toEqual(['', '']);

    await store.upsert([aCondition('still to come', { note: 'nothing' })]);
    expect(await keysOf(contact)).toEqual(['', '']);

    await store.upsert([aCondition('still to come', { note: 'hiv' })]);
    expect(await keysOf(contact)).toEqual(['hiv', 'hiv']);
  });

  it('is raised over several steps, whatever comes first', async () => {
    const plan = aLine('CarePlan', 'two steps', { goalIds: [idOf('Goal', 'two steps')] });
    const aim = aLine('Goal', 'two steps', { addressedConditionIds: [idOf('Condition', 'two steps')] });
    await store.upsert([plan]);
    await store.upsert([aim]);

    await store.upsert([aCondition('two steps', { note: 'hiv' })]);

    expect([await keysOf(aim), await keysOf(plan)]).toEqual([
      ['hiv', 'hiv'],
      ['hiv', 'hiv'],
    ]);
  });

  it('keeps what it says itself and what its sender knows', async () => {
    const contact: IngestLine = { ...anEncounter('sent', 'abused'), labels: ['genetic'] };

    await store.upsert([aCondition('abused', { note: 'abuse' }), contact]);

    expect(await keysOf(contact)).toEqual(['abuse+genetic', 'abuse+genetic']);
  });

  it('is not raised any more when it is amended to refer to something else', async () => {
    await store.upsert([aCondition('left', { note: 'hiv' }), aCondition('taken'), anEncounter('amended', 'left')]);

    await store.upsert([anEncounter('amended', 'taken', 2)]);

    expect(await keysOf(anEncounter('amended', 'taken'))).toEqual(['', '']);
  });

  it('stays raised through a pass of relabelling', async () => {
    const contact = anEncounter('relabelled', 'for relabelling');
    await store.upsert([aCondition('for relabelling', { note: 'hiv' }), contact]);

    await store.relabel({ codeLists: 'others' });

    expect(await keysOf(contact)).toEqual(['hiv', 'hiv']);
  });

  it('is not raised by a record of another patient that comes later', async () => {
    const contact = anEncounter('of hoa', 'of tung');
    await store.upsert([contact]);

    await store.upsert([aCondition('of tung', { note: 'hiv' }, 'tung')]);

    expect(await keysOf(contact)).toEqual(['', '']);
  });

  it('costs the same for 1 and for 50 of them, and nothing where nothing tells', async () => {
    const contacts = (name: string, count: number) => Array.from({ length: count }, (_, place) => anEncounter(`${name} ${place}`, name));
    const cost = async (name: string, count: number) =>
      (await countCommands(store.connection, () => store.upsert(contacts(name, count)))).total;
    await store.upsert([aCondition('counted', { note: 'hiv' })]);

    expect(await cost('counted', 1)).toBe(await cost('counted', 50));
  });
});
