import type { ActorFacts } from '@health-graph/permissions';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEventStream } from '../testing/read-event-stream.ts';
import { openPolicies } from '../testing/test-gateway.ts';
import { aCondition, conditionOf, patientOf, startTinySubgraph, type TinySubgraph } from '../testing/tiny-subgraph.ts';
import { createPeerKeys } from '../trust/peer-keys.ts';
import { publishedKeysAt } from '../trust/published-keys.ts';
import { trustHeader } from '../trust/signed-header.ts';

/** Clinical rows are for the care team, as identity says at the time. */
const policies = openPolicies.replace(
  /^clinical:.*$/m,
  "clinical: [{ roles: [any], purposes: [any], when: [careTeam], basis: 'A test.' }]",
);
const inTeam: ActorFacts = { mayAct: true, leads: new Set(), ofPatient: new Map([[patientOf('hoa'), { careTeam: true }]]) };
const stranger: ActorFacts = { mayAct: true, leads: new Set(), ofPatient: new Map() };

let subgraph: TinySubgraph;
let facts: ActorFacts;
let onAsked: () => void = () => undefined;

beforeEach(async () => {
  facts = inTeam;
  const known = async () => {
    onAsked();
    return facts;
  };
  subgraph = await startTinySubgraph({ policies, factsOf: () => ({ of: known, ofRelated: known }) });
  await subgraph.store.upsert(['c1', 'c2', 'c3'].map((name) => aCondition(name)));
});
afterEach(() => subgraph.close());

const recorded = (name: string) => subgraph.live.publish('conditionRecorded', { id: conditionOf(name) });
const query = 'subscription { conditionRecorded { note } }';

async function signed(body: string): Promise<Record<string, string>> {
  const peer = createPeerKeys({ load: publishedKeysAt(new URL('/trust/keys', subgraph.url).href) });
  return { [trustHeader]: await subgraph.gateway.sign({ endpoint: 'tiny', peer, method: 'POST', path: '/graphql', body }) };
}
async function open(body = JSON.stringify({ query })) {
  return readEventStream(subgraph.url, body, await signed(body));
}
describe('a subscription of a subgraph', () => {
  it('is a stream of results, each with its account of what it showed', async () => {
    const stream = await open(JSON.stringify({ query: 'subscription { conditionRecorded { note subject { id } } }' }));
    await recorded('c1');
    await recorded('c2');

    expect(await stream.next()).toEqual({
      data: { conditionRecorded: { note: 'note of c1', subject: { id: patientOf('hoa') } } },
      extensions: { audit: { entries: [expect.objectContaining({ patientId: patientOf('hoa'), classesSeen: ['clinical'] })] } },
    });
    expect(await stream.next()).toMatchObject({ data: { conditionRecorded: { note: 'note of c2' } } });
    stream.leave();
  });

  it('is decided again at each event: what its caller may not see any more does not happen for them', async () => {
    const stream = await open();
    await recorded('c1');
    const before = await stream.next();
    facts = stranger;
    const decided = new Promise<void>((resolve) => {
      onAsked = resolve;
    });
    await recorded('c2');
    await decided;
    facts = inTeam;
    await subgraph.live.publish('conditionRecorded', { id: conditionOf('unknown') });
    await recorded('c3');

    expect(before).toMatchObject({ data: { conditionRecorded: { note: 'note of c1' } } });
    expect(await stream.next()).toMatchObject({ data: { conditionRecorded: { note: 'note of c3' } } });
    stream.leave();
  });

  it.each([
    ['no proof of who asks', {}],
    ['a wrong one', { [trustHeader]: 'v1.mine' }],
  ])('is not opened for %s', async (_what, headers) => {
    const stream = await readEventStream(subgraph.url, JSON.stringify({ query }), headers);

    expect(stream.status).toBe(401);
    stream.leave();
  });

  it.each([
    ['a query', '{ condition(id: "c1") { note } }', 'BAD_USER_INPUT'],
    ['a field that is none', 'subscription { nothing }', 'BAD_USER_INPUT'],
    ['no operation', '', 'BAD_USER_INPUT'],
    ['a text that is too long', `subscription { ${'a '.repeat(31_000)} }`, 'OPERATION_TOO_COMPLEX'],
    ['two events at once', 'subscription { a: conditionRecorded { note } b: conditionRecorded { note } }', 'BAD_USER_INPUT'],
  ])('is refused: %s', async (_what, wrong, code) => {
    const stream = await open(JSON.stringify({ query: wrong }));

    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await stream.next()).toBeUndefined();
  });

  it('is closed at its source when its reader leaves while it waits', async () => {
    const stream = await open();
    await recorded('c1');
    await stream.next();

    stream.leave();

    await expect(subgraph.streamClosed).resolves.toBeUndefined();
  });

  it('breaks off without a farewell when the subgraph closes, so that its reader opens it again', async () => {
    const stream = await open();
    await recorded('c1');
    await stream.next();

    const next = stream.next();
    const closed = subgraph.close();

    await expect(next).rejects.toThrow();
    await closed;
    subgraph = await startTinySubgraph();
  });
});
