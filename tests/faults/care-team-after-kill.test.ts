import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { province } from '@health-graph/fixtures';
import { type IngestLine, membershipRecord, recordId } from '@health-graph/records';
import { internalClient } from '@health-graph/subgraph-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Collection, MongoClient } from 'mongodb';
import { temporaryFolder } from '../journeys/health-graph.ts';
import { type ProcessUnderTest, startProcess, startSubgraphProcess } from './process-under-test.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const encounters = isFull ? 4_000 : 300;
const kills = isFull ? 12 : 2;
const secret = 'a secret of tests, 32 characters or more';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: ProcessUnderTest;
let identity: ProcessUnderTest;
let encountersApp: ProcessUnderTest;
let client: MongoClient;

const common = () => ({ MONGODB_URL: store.url, INTERNAL_SECRET: secret, GATEWAY_URL: 'http://127.0.0.1:1/graphql', LOG_LEVEL: 'info' });
const startIdentity = (port = '0') => startSubgraphProcess('identity', { ...common(), PORT: port });
const startEncounters = (port = '0') => startSubgraphProcess('encounters', { ...common(), PORT: port, IDENTITY_URL: identity.url });
const portOf = ({ url }: ProcessUnderTest) => new URL(url).port;

beforeAll(async () => {
  folder = await temporaryFolder();
  store = await startProcess('packages/embedded-mongo/src/main.ts', { args: ['--folder', join(folder.path, 'store'), '--port', '0'] });
  identity = await startIdentity();
  encountersApp = await startEncounters();
  client = await MongoClient.connect(store.url);
}, 120_000);
afterAll(async () => {
  await client?.close();
  await Promise.all([encountersApp, identity].map((running) => running?.kill()));
  await store?.kill();
  await folder?.remove();
});

const idOf = (type: string, number: number) => recordId('test', type, String(number));
const day = (number: number) => `2026-${String(1 + (number % 6)).padStart(2, '0')}-${String(1 + (number % 28)).padStart(2, '0')}`;

/** Encounter `number`: of one of 20 patients, with two of 7 practitioners at one of 3 facilities. */
function lineOf(number: number): IngestLine {
  const data = {
    patientId: idOf('Patient', number % 20),
    facilityId: idOf('Facility', number % 3),
    status: 'FINISHED',
    period: { start: day(number), end: day(number) },
    participants: [number % 7, (number + 3) % 7].map((place) => ({ practitionerId: idOf('Practitioner', place) })),
  };
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  const id = idOf('Encounter', number);
  return {
    type: 'Encounter',
    id,
    patientId: data.patientId,
    source: { system: 'test', type: 'Encounter', id: String(number), hash },
    data,
  };
}
const lines = Array.from({ length: encounters }, (_, number) => lineOf(number));

/** Who ought to be in which care team, from when to when. */
function expectedMembers(): Readonly<Record<string, readonly [string, string]>> {
  const days = new Map<string, string[]>();
  for (const { data } of lines) {
    const { patientId, facilityId, participants, period } = data as unknown as {
      readonly patientId: string;
      readonly facilityId: string;
      readonly participants: readonly { readonly practitionerId: string }[];
      readonly period: { readonly start: string };
    };
    for (const { practitionerId } of participants) {
      const { id } = membershipRecord({ patientId, practitionerId, facilityId });
      days.set(id, [...(days.get(id) ?? []), period.start]);
    }
  }
  return Object.fromEntries([...days].map(([id, all]) => [id, [all.toSorted()[0] ?? '', all.toSorted().at(-1) ?? '']]));
}

/** Until something holds; it is looked at again with each change of the collection. */
async function until(collection: Collection, holds: () => Promise<boolean>): Promise<void> {
  const changes = collection.watch();
  try {
    await changes.tryNext(); // From here on nothing is missed.
    while (!(await holds())) await changes.next();
  } finally {
    await changes.close();
  }
}

const outbox = () => client.db('encounters').collection('care_team_outbox');
const everythingIsTold = () => until(outbox(), async () => (await outbox().countDocuments()) === 0);

/** The process that takes lines; waited for while it starts anew. */
let taking: Promise<ProcessUnderTest>;

/** Sends lines until each was acknowledged, whatever dies meanwhile. */
async function ingestAll(): Promise<void> {
  for (let from = 0; from < lines.length; from += 20) {
    for (let isDone = false; !isDone; ) {
      const to = internalClient({ subgraph: 'encounters', url: (await taking).url, secret });
      try {
        for await (const { outcome } of to.ingest(lines.slice(from, from + 20))) expect(outcome).not.toBe('refused');
        isDone = true;
      } catch {
        await new Promise(setImmediate); // The process is being killed: what follows it is known at once.
      }
    }
  }
}

describe('kill -9 of encounters and of identity, in turns, while encounters are written', () => {
  it('loses no member of a care team and makes none twice', async () => {
    const members = client.db('identity').collection('care_team_members');
    const reports = client.db('identity').collection('care_team_reports');
    const told = () => reports.countDocuments();
    taking = Promise.resolve(encountersApp);
    const writing = ingestAll();
    for (let kill = 1; kill <= kills; kill += 1) {
      await until(reports, async () => (await told()) >= (encounters / (kills + 2)) * kill);
      if (kill % 2 === 0) {
        await identity.kill();
        identity = await startIdentity(portOf(identity));
      } else {
        const next = Promise.withResolvers<ProcessUnderTest>();
        taking = next.promise;
        await encountersApp.kill();
        encountersApp = await startEncounters(portOf(encountersApp));
        next.resolve(encountersApp);
      }
    }
    await writing;

    await everythingIsTold();

    const found = await members.find().toArray();
    expect(Object.fromEntries(found.map(({ _id, period }) => [String(_id), [period.start, period.end]]))).toEqual(expectedMembers());
    expect(await told()).toBe(encounters);
  }, 300_000);
});

describe('the seed, which tells of care teams and encounters alike', () => {
  it('makes no member twice, whichever comes first, and leaves each as the seed has it', async () => {
    const seed = [...province({ people: 60 })];
    const send = async (subgraph: 'identity' | 'encounters', url: string) => {
      const own = seed.flatMap((made) => (made.subgraph === subgraph ? [made.line] : []));
      for await (const { outcome } of internalClient({ subgraph, url, secret }).ingest(own)) expect(outcome).not.toBe('refused');
    };
    const members = seed.flatMap(({ line }) => (line.type === 'CareTeamMember' ? [line] : []));

    await Promise.all([send('encounters', encountersApp.url), send('identity', identity.url)]);
    await everythingIsTold();

    const found = await client
      .db('identity')
      .collection('care_team_members')
      .find({ patientId: { $in: [...new Set(members.map(({ patientId }) => patientId))] } })
      .toArray();
    const expected = members.map(({ id, data, labels = [] }) => [id, data?.['basis'], data?.['period'], [...labels].sort().join('+')]);
    expect(found.map(({ _id, basis, period, labelKey }) => [String(_id), basis, period, labelKey]).toSorted()).toEqual(expected.toSorted());
  }, 120_000);
});
