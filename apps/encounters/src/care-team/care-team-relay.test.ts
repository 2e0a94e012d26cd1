import { SubgraphInvalidAnswer, SubgraphUnavailable } from '@health-graph/errors';
import type { CareTeamReport } from '@health-graph/records';
import { lineOf } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aCondition, anEncounter, testId } from '../model/builders.ts';
import { type CareTeamOutbox, careTeamOutbox, outboxOf, type WaitingReport } from '../store/care-team-outbox.ts';
import { type OpenEncounters, openEncounters } from '../testing/open-encounters.ts';
import { startCareTeamRelay } from './care-team-relay.ts';

let subgraph: OpenEncounters;
let outbox: CareTeamOutbox;
beforeAll(async () => {
  subgraph = await openEncounters();
  outbox = outboxOf(subgraph.store.connection);
});
beforeEach(async () => {
  await rows().deleteMany({});
});
afterAll(() => subgraph.close());

const rows = () => subgraph.store.connection.mongoose.collection<WaitingReport>(careTeamOutbox.name);
const participants = [{ practitionerId: testId('Practitioner', 1) }];
let encounters = 0;
/** An encounter of each test's own, with somebody who takes part. */
const anotherEncounter = (overrides: Parameters<typeof anEncounter>[0] = {}) => {
  encounters += 1;
  return anEncounter({ id: testId('Encounter', 1_000 + encounters), participants, period: { start: '2026-06-01' }, ...overrides });
};
const write = (...records: readonly ReturnType<typeof anEncounter>[]) =>
  subgraph.store.upsert(records.map((record) => lineOf({ type: 'Encounter', record })));

/** Takes reports as identity does, unless it is away or refuses them. */
function aListener() {
  const told: CareTeamReport[] = [];
  const state = { isAway: false, refuses: (_report: CareTeamReport) => false };
  const failures: unknown[] = [];
  let onChange = () => {};
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (onChange = resolve));
  };
  const relay = startCareTeamRelay({
    outbox,
    backoffMs: { first: 1, most: 5 },
    pollMs: 20,
    tell: async (reports) => {
      if (state.isAway) throw new SubgraphUnavailable('A subgraph did not answer.');
      if (reports.some(state.refuses)) throw new SubgraphInvalidAnswer('A subgraph refused the request.');
      told.push(...reports);
      onChange();
    },
    onFailure: (failure, encounterId) => {
      failures.push(encounterId ?? failure);
      onChange();
    },
  });
  return { told, failures, state, until, relay };
}

describe('the outbox', () => {
  it('gets a report with the encounter, in one transaction', async () => {
    const record = anotherEncounter({ visitRoute: '1.9' });

    await write(record);

    expect(await outbox.oldest(10)).toMatchObject([
      {
        report: {
          encounterId: record.id,
          version: 1,
          patientId: record.patientId,
          labels: ['hiv'],
          participations: [{ practitionerId: testId('Practitioner', 1), period: { start: '2026-06-01' } }],
        },
      },
    ]);
  });

  it('gets nothing from a batch that is not written, from an unchanged encounter, and from one that nobody takes part in', async () => {
    const record = anotherEncounter();
    await write(record, anotherEncounter({ participants: [] }));
    await write(record);
    const tooLong = {
      ...lineOf({ type: 'Encounter', record: anotherEncounter() }),
      source: { system: 'a', type: 'b', id: 'c'.repeat(17_000_000), hash: 'a'.repeat(64) },
    };

    await expect(subgraph.store.upsert([lineOf({ type: 'Encounter', record: anotherEncounter() }), tooLong])).rejects.toThrow();

    expect((await outbox.oldest(10)).map(({ report }) => report.encounterId)).toEqual([record.id]);
  });

  it('gets a report when the last who took part is taken out', async () => {
    const record = anotherEncounter();
    await write(record);

    await write({ ...record, status: 'ENTERED_IN_ERROR' });

    expect((await outbox.oldest(10)).map(({ report }) => [report.version, report.participations.length])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });
});

describe('an encounter that is raised by its diagnosis', () => {
  it('is reported again, at the version that it has', async () => {
    const condition = aCondition({
      id: testId('Condition', 900),
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'B20' }] },
    });
    const record = anotherEncounter({ diagnoses: [{ conditionId: condition.id }] });
    await write(record);

    await subgraph.store.upsert([lineOf({ type: 'Condition', record: condition })]);

    expect((await outbox.oldest(10)).map(({ report: { version, labels } }) => [version, labels])).toEqual([
      [1, []],
      [1, ['hiv']],
    ]);
  });
});

describe('the relay', () => {
  it('tells each encounter in the order of its versions, and empties the outbox', async () => {
    const record = anotherEncounter();
    for (const visitCode of ['a', 'b', 'c']) await write({ ...record, visitCode });
    const { told, until, relay } = aListener();

    await until(() => told.length === 3);
    await write({ ...record, visitCode: 'd' });
    relay.wake();
    await until(() => told.length === 4);
    await relay.close();

    expect(told.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(await rows().countDocuments()).toBe(0);
  });

  it('tries again while identity is away, and loses nothing', async () => {
    const { told, failures, state, until, relay } = aListener();
    state.isAway = true;
    await write(anotherEncounter());
    relay.wake();
    await until(() => failures.length >= 4);
    expect([told.length, await rows().countDocuments()]).toEqual([0, 1]);

    state.isAway = false;
    await until(() => told.length === 1);
    await relay.close();

    expect(await rows().countDocuments()).toBe(0);
  });

  it('puts aside what identity refuses for good, and tells the rest', async () => {
    const [bad, good] = [anotherEncounter(), anotherEncounter()];
    const { told, failures, state, until, relay } = aListener();
    state.refuses = ({ encounterId }) => encounterId === bad.id;

    await write(bad, good);
    relay.wake();
    await until(() => told.length === 1 && failures.length === 1);
    await relay.close();

    expect([told[0]?.encounterId, failures]).toEqual([good.id, [bad.id]]);
    expect(await rows().find().toArray()).toMatchObject([{ report: { encounterId: bad.id }, refusedAt: expect.any(Date) }]);
    expect(await outbox.oldest(10)).toEqual([]);
  });

  it('finds what another process left behind without being woken', async () => {
    const { told, until, relay } = aListener();

    await write(anotherEncounter());
    await until(() => told.length === 1);

    await relay.close();
  });

  it('tells what waits before it ends, and ends while identity is away', async () => {
    const present = aListener();
    await write(anotherEncounter());
    await present.relay.close();
    expect(await rows().countDocuments()).toBe(0);

    const away = aListener();
    away.state.isAway = true;
    await write(anotherEncounter());
    await away.relay.close();
    expect(await rows().countDocuments()).toBe(1);
  });
});
