import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditEntry, type AuditEvent, auditReader } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { recordId } from '@health-graph/records';
import { connect } from '@health-graph/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, LABELLED, startForTest, type TestGateway, type TestSettings } from '../testing/test-gateway.ts';

const patientId = recordId('test', 'Patient', '1');
const entry: AuditEntry = {
  patientId,
  classesSeen: ['identity'],
  classesRefused: [],
  fieldsSeen: ['Patient.name'],
  fieldsRefused: [],
  rules: [{ rule: 'identity.2', condition: 'careTeam' }],
  facilityIds: [],
};
const query = 'query Chart { patient(id: "1") { name } }';

let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;
let issuer: TestProvider;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-served-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await gateway.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(settings: TestSettings = {}): Promise<void> {
  const audit = { storeUrl: store.url, anchorFolder: join(folder, 'anchors') };
  gateway = await startForTest({ ...enforcedBy(issuer), sdl: LABELLED, entries: [entry], audit, ...settings });
}
const signedIn = async () => ({ authorization: `Bearer ${await issuer.token()}` });

async function events(): Promise<readonly AuditEvent[]> {
  const connection = await connect({ url: store.url, database: 'audit' });
  const { rows } = await auditReader(connection).page({ first: 100 });
  await connection.close();
  return rows.map(({ event }) => event).toReversed();
}

describe('an answer of the gateway, and its event', () => {
  it('have the same request id, and the client sees nothing of what the subgraph told', async () => {
    await open();

    const response = await gateway.post({ query }, await signedIn());

    expect(await response.json()).toEqual({ data: { patient: { name: 'Lan' } } });
    expect(await events()).toMatchObject([
      {
        requestId: response.headers.get('x-request-id'),
        action: 'read',
        outcome: 'success',
        purpose: 'TREAT',
        operation: { name: 'Chart', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
        entries: [entry],
      },
    ]);
  });

  it('tell nothing of what a subgraph shows without saying so', async () => {
    gateway = await startForTest({
      ...enforcedBy(issuer),
      sdl: LABELLED,
      audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') },
    });

    const { body } = await gateway.ask({ query }, await signedIn());

    expect(body).toMatchObject({ data: { patient: null }, errors: [{ extensions: { code: 'SUBGRAPH_INVALID_ANSWER' } }] });
    expect(await events()).toMatchObject([{ outcome: 'failed', entries: [] }]);
  });

  it.each([
    ['filter', 'partial'],
    ['reject', 'refused'],
  ] as const)('tell what was cut before planning (%s)', async (refusalMode, outcome) => {
    await open({ refusalMode });
    const authorization = `Bearer ${await issuer.token({ claims: { role: 'health-department-analyst', purpose: 'HRESCH' } })}`;

    await gateway.ask({ query }, { authorization });

    const [event, ...more] = await events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ outcome, actor: { role: 'health-department-analyst' } });
    expect(event?.entries[0]).toMatchObject({ classesRefused: ['identity'], fieldsRefused: ['Patient.name'], classesSeen: [] });
  });

  it('are written for somebody who did not sign in, too', async () => {
    await open();

    await gateway.ask({ query });

    const [event] = await events();
    expect(event).toMatchObject({ operation: { name: 'Chart' } });
    expect(event?.actor).toBeUndefined();
  });

  it('are a refused sign-in where the token was wrong', async () => {
    await open();

    const response = await gateway.post({ query }, { authorization: 'Bearer a.b.c' });

    expect(response.status).toBe(401);
    expect(await events()).toEqual([
      {
        at: expect.any(String),
        requestId: response.headers.get('x-request-id'),
        action: 'sign-in',
        outcome: 'refused',
        entries: [],
      },
    ]);
  });

  it('are not written for the schema', async () => {
    await open();

    await gateway.ask({ query: '{ __schema { queryType { name } } }' }, await signedIn());

    expect(await events()).toEqual([]);
  });
});

describe('a gateway whose log is away', () => {
  it('answers nothing, is not ready, and answers again when the log is back', async () => {
    await open();
    const { port } = new URL(store.url);
    await store.close();

    const { status, body } = await gateway.ask({ query }, await signedIn());

    expect(status).toBe(503);
    expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'AUDIT_UNAVAILABLE' } }] });
    expect((await fetch(new URL('/ready', gateway.url))).status).toBe(503);

    store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: Number(port) });
    expect(await gateway.ask({ query }, await signedIn())).toMatchObject({ status: 200, body: { data: { patient: { name: 'Lan' } } } });
    expect((await fetch(new URL('/ready', gateway.url))).status).toBe(200);
  });

  it('refuses even to say that a token is wrong', async () => {
    await open();
    await store.close();

    expect((await gateway.ask({ query }, { authorization: 'Bearer a.b.c' })).status).toBe(503);
  });
});
