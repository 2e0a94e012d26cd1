import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { type AuditEntry, type AuditEvent, auditReader } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { type RunningGateway, start } from '@health-graph/gateway';
import { startIssuer, type TestProvider } from '@health-graph/gateway/testing';
import { recordId } from '@health-graph/records';
import { connect } from '@health-graph/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { type Lie, type LyingPartner, startLyingPartner, startTrap } from './lying-partner.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy"])';
const CLINICAL = '@policy(policies: [["clinical"]])';
const SDL = {
  patients: `${LINK}
    type Query { patients: [Patient] }
    type Patient @key(fields: "id") { id: ID! name: String @policy(policies: [["identity"]]) }`,
  rehabilitation: `${LINK}
    type Patient @key(fields: "id") { id: ID! sessions: [Session] ${CLINICAL} }
    type Session @key(fields: "id") { id: ID! focus: String ${CLINICAL} subject: Patient ${CLINICAL} }`,
  dental: `${LINK} type Patient @key(fields: "id") { id: ID! teeth: Int ${CLINICAL} }`,
};
const [lan, minh, hoa] = ['1', '2', '3'].map((id) => recordId('malice', 'Patient', id)) as [string, string, string];
const policiesFile = new URL('../../schema/policies.yaml', import.meta.url).pathname;

const entry = (patientId: string, field: string): AuditEntry => ({
  patientId,
  classesSeen: ['clinical'],
  classesRefused: [],
  fieldsSeen: [field],
  fieldsRefused: [],
  rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
  facilityIds: [],
});
const accountOf = (...patientIds: readonly string[]) => ({
  extensions: { audit: { entries: patientIds.map((id) => entry(id, 'Session.focus')) } },
});
const session = (id: string) => ({ __typename: 'Session', id, focus: 'Gait.' });
const patient = (id: string, more = {}) => ({ __typename: 'Patient', id, sessions: [session(`s-${id}`)], ...more });
const entities = (...given: readonly unknown[]) => ({ data: { _entities: given }, ...accountOf(lan) });

let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;
let issuer: TestProvider;
let gateway: RunningGateway | undefined;
let partners: Record<keyof typeof SDL, LyingPartner>;
let trap: Awaited<ReturnType<typeof startTrap>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-malice-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  issuer = await startIssuer();
  trap = await startTrap();
  const gatewayUrl = (): string => gateway?.url ?? '';
  const names = Object.keys(SDL) as (keyof typeof SDL)[];
  const running = await Promise.all(names.map(async (name) => [name, await startLyingPartner(name, gatewayUrl)] as const));
  partners = Object.fromEntries(running) as typeof partners;
  const { supergraphSdl } = composeServices(names.map((name) => ({ name, url: partners[name].url, typeDefs: parse(SDL[name]) })));
  gateway = await start({
    port: 0,
    supergraphSdl: supergraphSdl ?? '',
    issuer: issuer.url,
    audience: issuer.audience,
    policiesFile,
    audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') },
    observability: { logLevel: 'silent', adminPort: 0 },
    limits: { answerBytes: 20_000_000 },
    // Each of them is judged for what it answers, not for what it answered before.
    bulkheads: { circuitMinimum: 1_000, circuitFetches: 1_000 },
  });
}, 60_000);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([...Object.values(partners), issuer, trap].map((part) => part.close()));
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  partners.patients.tells(() => ({ data: { patients: [{ __typename: 'Patient', id: lan, name: 'Lan' }] }, ...accountOf(lan) }));
  partners.dental.tells(() => ({ data: { _entities: [{ id: lan, teeth: 32 }] }, ...accountOf(lan) }));
  partners.rehabilitation.tells(() => entities(patient(lan)));
});

const QUERY = 'query Chart { patients { name teeth sessions { __typename id focus } } }';

interface Asked {
  readonly data: { readonly patients: readonly unknown[] };
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly event: AuditEvent;
  readonly text: string;
}

/** The chart, as the partner's lie leaves it, and the event that was written of it. */
async function chart(query = QUERY): Promise<Asked> {
  const authorization = `Bearer ${await issuer.token()}`;
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify({ query }) };
  const response = await fetch(gateway?.url ?? '', sent);
  const text = await response.text();
  const connection = await connect({ url: store.url, database: 'audit' });
  const { rows } = await auditReader(connection).page({ first: 100 });
  await connection.close();
  const event = rows.map((row) => row.event).find(({ requestId }) => requestId === response.headers.get('x-request-id'));
  if (event === undefined) throw new Error('The request has no event.');
  return { ...(JSON.parse(text) as Omit<Asked, 'event' | 'text'>), event, text };
}

async function counted(violation: string): Promise<number> {
  const metrics = await (await fetch(`${gateway?.adminUrl}/metrics`)).text();
  const line = `health_graph_gateway_violations_total{subgraph="rehabilitation",violation="${violation}"} `;
  return Number(
    metrics
      .split('\n')
      .find((text) => text.startsWith(line))
      ?.slice(line.length),
  );
}

const nulls = `{"data":{"_entities":[{"__typename":"Patient","id":"${lan}","sessions":[${'null,'.repeat(2_000_000)}null]}]},"extensions":{"audit":{"entries":[]}}}`;

describe('what a partner answers', () => {
  it('is shown when it is an answer to what was asked', async () => {
    const { data, errors, event } = await chart('query Chart { patients { name teeth sessions { focus } } }');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ patients: [{ name: 'Lan', teeth: 32, sessions: [{ focus: 'Gait.' }] }] });
    expect(event).not.toHaveProperty('violations');
  });

  it('may refuse what a record of the patient names of another, and say so', async () => {
    const refusal = { ...entry(minh, 'Session.focus'), classesSeen: [], fieldsSeen: [], rules: [], classesRefused: ['clinical'] };
    partners.rehabilitation.tells(() => ({
      data: { _entities: [patient(lan)] },
      extensions: { audit: { entries: [entry(lan, 'Session.focus'), refusal] } },
    }));

    const { data, errors, event } = await chart('query Chart { patients { name sessions { focus } } }');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ patients: [{ name: 'Lan', sessions: [{ focus: 'Gait.' }] }] });
    expect(event.entries).toContainEqual(expect.objectContaining({ patientId: minh, classesRefused: ['clinical'] }));
  });

  it.each<[string, string, Lie]>([
    ['the records of another patient', 'key', () => entities(patient(minh))],
    ['records that it says are of another patient', 'account', () => ({ ...entities(patient(lan)), ...accountOf(lan, minh) })],
    ['nobody knows what: no account of it', 'account', () => ({ data: { _entities: [patient(lan)] } })],
    ['more patients than it was asked about', 'count', () => entities(patient(lan), patient(minh), patient(hoa))],
    ['none of them', 'count', () => entities()],
    ['a giant list', 'list', () => entities(patient(lan, { sessions: new Array(100_001).fill(session('s')) }))],
    ['10 MB of nulls', 'list', () => nulls],
    ['more bytes than are allowed', 'too-large', () => ' '.repeat(20_000_001)],
    ['an object of another type', 'type', () => entities({ ...patient(lan), sessions: [{ __typename: 'Patient', id: minh }] })],
    ['an object where a list belongs', 'shape', () => entities(patient(lan, { sessions: session('s') }))],
    ['a page of HTML', 'no-answer', () => '<html>'],
    [
      'a redirect to a port of this machine',
      'redirect',
      (_asked, response) => void response.writeHead(307, { location: trap.url }).end('{"data":{"_entities":[null]}}'),
    ],
  ])('is refused, counted and written down when it is %s', async (_what, violation, lie) => {
    partners.rehabilitation.tells(lie);
    const before = await counted(violation);

    const { data, errors, event, text } = await chart();

    expect(data).toEqual({ patients: [{ name: 'Lan', teeth: 32, sessions: null }] });
    expect(errors).toEqual([
      {
        message: expect.any(String),
        path: ['patients', 0],
        extensions: expect.objectContaining({ code: 'SUBGRAPH_INVALID_ANSWER', subgraph: 'rehabilitation' }),
      },
    ]);
    expect(event).toMatchObject({ outcome: 'partial', violations: [{ endpoint: 'rehabilitation', violation }] });
    expect(event.entries.map(({ patientId }) => patientId)).toEqual([lan]);
    expect(await counted(violation)).toBe(before + 1);
    expect(text).not.toContain(minh);
    expect(trap.visits()).toBe(0);
  });

  it('keeps the order in which it was asked', async () => {
    partners.patients.tells(() => ({
      data: { patients: [lan, minh].map((id) => ({ __typename: 'Patient', id, name: id })) },
      ...accountOf(lan, minh),
    }));
    partners.rehabilitation.tells(() => ({ ...entities(patient(minh), patient(lan)), ...accountOf(lan, minh) }));

    const { data, event } = await chart('query Chart { patients { sessions { focus } } }');

    expect(data).toEqual({ patients: [{ sessions: null }, { sessions: null }] });
    expect(event.violations).toEqual([{ endpoint: 'rehabilitation', violation: 'key' }]);
  });

  it.each([
    ['markup', 'Look at <a href="http://x">this</a>', {}],
    ['control characters', 'Gone\u001b[2J', {}],
    ['letters that turn the text around', 'No\u202Egnp.exe', {}],
    ['a stack', 'Failed at read (/srv/app.ts:12:3)', {}],
    ['a novel', 'x'.repeat(301), {}],
    ['markup in its extensions', 'No.', { hint: '<script>' }],
  ])('is an error in our words when it is one with %s', async (_what, message, more) => {
    const error = { message, path: ['_entities', 0, 'sessions'], extensions: { code: 'FORBIDDEN', dataClass: 'clinical', ...more } };
    partners.rehabilitation.tells(() => ({ ...entities(patient(lan, { sessions: null })), errors: [error] }));

    const { data, errors, event } = await chart();

    expect(data).toEqual({ patients: [{ name: 'Lan', teeth: 32, sessions: null }] });
    expect(errors).toEqual([
      {
        message: message === 'No.' ? 'No.' : 'A subgraph reported an error in words that are not shown.',
        path: ['patients', 0, 'sessions'],
        extensions: { code: 'FORBIDDEN', dataClass: 'clinical' },
      },
    ]);
    expect(event.violations).toEqual([{ endpoint: 'rehabilitation', violation: 'markup' }]);
  });

  it('is nothing at all when it sends whoever asks for its keys elsewhere', async () => {
    partners.dental.publishes((response) => void response.writeHead(307, { location: trap.url }).end());
    partners.dental.tells((_asked, response) => void response.writeHead(401).end());

    const { data, errors } = await chart('{ patients { name teeth } }');

    expect(data).toEqual({ patients: [{ name: 'Lan', teeth: null }] });
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(trap.visits()).toBe(0);
  });
});

it('the signature of the gateway is of no use against another hospital, nor twice', async () => {
  await chart('{ patients { sessions { focus } } }');
  const { header, body } = partners.rehabilitation.taken.at(-1) ?? { header: '', body: '' };
  const replay = async ({ url }: LyingPartner) =>
    (await fetch(url, { method: 'POST', headers: { 'x-health-graph-caller': header, 'content-type': 'application/json' }, body })).status;

  expect(await replay(partners.dental)).toBe(401);
  expect(await replay(partners.rehabilitation)).toBe(401);
});

it('the gateway knows its own signature, for the partner to whom it sent it and nobody else', async () => {
  await chart('{ patients { sessions { focus } } }');
  const { header } = partners.rehabilitation.taken.at(-1) ?? { header: '' };
  const attested = async (question: object) => {
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) };
    const response = await fetch(new URL('/trust/attest', gateway?.url), sent);
    return { status: response.status, body: await response.json() };
  };

  expect(await attested({ endpoint: 'rehabilitation', header })).toMatchObject({
    status: 200,
    body: { claims: { sub: 'bs.hanh', purpose: 'TREAT' } },
  });
  expect(await attested({ endpoint: 'dental', header })).toEqual({ status: 200, body: {} });
  expect(await attested({ header })).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
});
