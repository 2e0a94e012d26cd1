import type { Label } from '@health-graph/permissions';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { countCommands } from './count-commands.ts';
import type { LabelsOf } from './labelling.ts';
import { type RecordStore, recordStore } from './record-store.ts';
import { relabelling } from './relabel.ts';
import { sourcesCollection } from './source-document.ts';
import { aClaim, aCondition, definitions } from './testing/builders.ts';
import { type OpenServer, openServer } from './testing/open-store.ts';

/** A note or document names its labels; which words are labels is what changes. */
const finding =
  (...known: readonly Label[]): LabelsOf =>
  ({ data, document }) =>
    known.filter((label) => `${data?.['note'] ?? ''} ${document ?? ''}`.includes(label));

let server: OpenServer;
let store: RecordStore<typeof definitions>;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());

const lines = [
  aCondition('plain'),
  { ...aCondition('known', { note: 'hiv' }), labels: ['reproductive'] },
  aCondition('new', { note: 'abuse' }),
  aClaim('claim', '{"item":"abuse"}'),
];
beforeEach(async () => {
  store = recordStore(await server.connect(), { definitions, labelsOf: finding('hiv') });
  await store.prepare();
  await store.upsert(lines);
});

afterEach(() => store.close());

/** The same database, opened by a process that knows other code lists. */
const openedWith = (labelsOf: LabelsOf) => recordStore(store.connection, { definitions, labelsOf });
const keysOf = async (collection: string) => {
  const found = await store.connection.mongoose
    .collection(collection)
    .find({}, { projection: { labelKey: 1 } })
    .toArray();
  return found.map(({ labelKey }) => labelKey as string).toSorted();
};

describe('relabelling', () => {
  it('raises what the new lists raise, lowers what they do not, and keeps what a sender knew', async () => {
    const outcome = await openedWith(finding('abuse')).relabel({ codeLists: '2' });

    expect(outcome).toEqual({ read: 4, changed: 3 });
    expect(await keysOf('conditions')).toEqual(['', 'abuse', 'reproductive']);
    expect(await keysOf(sourcesCollection)).toEqual(['', 'abuse', 'abuse', 'reproductive']);
  });

  it('labels what was stored before there were labels', async () => {
    for (const name of ['conditions', sourcesCollection])
      await store.connection.mongoose.collection(name).updateMany({}, { $unset: { labels: 1, labelKey: 1 } });

    expect(await store.relabel({ codeLists: '1' })).toEqual({ read: 4, changed: 4 });
    expect(await keysOf('conditions')).toEqual(['', '', 'hiv+reproductive']);
  });

  it('changes nothing the second time, writes no version, and lists as before', async () => {
    await openedWith(finding('abuse')).relabel({ codeLists: '2' });

    expect(await openedWith(finding('abuse')).relabel({ codeLists: '2' })).toEqual({ read: 4, changed: 0 });
    expect(await store.connection.mongoose.collection('conditions_versions').countDocuments()).toBe(0);
    expect((await store.collections.Condition.byIds(lines.map(({ id }) => id))).length).toBe(3);
  });

  it('goes on where it was broken off, and from the start when the code lists changed meanwhile', async () => {
    const many = Array.from({ length: 250 }, (_, index) => aCondition(`many-${index}`, { note: 'abuse' }));
    await store.upsert(many);
    let batches = 0;
    const breakOff = () => {
      batches += 1;
      if (batches === 2) throw new Error('broken off');
    };

    await expect(openedWith(finding('abuse')).relabel({ codeLists: '2', onProgress: breakOff })).rejects.toThrow('broken off');
    const rest = await openedWith(finding('abuse')).relabel({ codeLists: '2' });
    await expect(
      openedWith(finding('abuse')).relabel({
        codeLists: '3',
        onProgress: () => {
          throw new Error('broken off');
        },
      }),
    ).rejects.toThrow('broken off');
    const again = await openedWith(finding('hiv')).relabel({ codeLists: '4' });

    expect(rest.read).toBe(54);
    expect(again.read).toBe(254);
    expect(await store.connection.mongoose.collection(relabelling).countDocuments()).toBe(0);
  });

  it('leaves a record to whoever writes it meanwhile', async () => {
    const [, , amended] = lines;
    const meanwhile = aCondition('new', { note: 'neither' });
    let writing: Promise<unknown> | undefined;
    const relabelled = openedWith((line) => {
      if (line.id === amended?.id) writing ??= store.upsert([meanwhile]);
      return finding('abuse')(line);
    });
    await relabelled.relabel({ codeLists: '2' });
    await writing;
    await relabelled.relabel({ codeLists: '2' });

    expect((await store.collections.Condition.byIds([meanwhile.id]))[0]).toMatchObject({ note: 'neither' });
    expect(await keysOf('conditions')).toEqual(['', '', 'reproductive']);
  });

  it('costs a few commands for a hundred records', async () => {
    const { total } = await countCommands(store.connection, () => openedWith(finding('abuse')).relabel({ codeLists: '2' }));

    expect(total).toBeLessThanOrEqual(8);
  });
});
