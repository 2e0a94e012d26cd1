import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditEvent, auditReader } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { connect } from '@health-graph/store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { patientId, type StreamTest, startStreamTest } from './testing.ts';

let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;
let issuer: TestProvider;
let test: StreamTest;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-streams-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  issuer = await startIssuer();
  test = await startStreamTest(issuer, { audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') } });
});
afterEach(async () => {
  await test.close();
  await issuer.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function events(): Promise<readonly AuditEvent[]> {
  const connection = await connect({ url: store.url, database: 'audit' });
  const { rows } = await auditReader(connection).page({ first: 100 });
  await connection.close();
  return rows.map(({ event }) => event).toReversed();
}
async function subscribe(authorization: string) {
  const client = createClient({
    url: test.gateway.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
  });
  const results = client.iterate({ query: 'subscription Admissions { admitted { id name note } }' });
  return { client, next: async () => (await results.next()).value as unknown };
}

describe('the log of a subscription', () => {
  it('has an event for each of its events, with what was seen and refused at that time', async () => {
    const { client, next } = await subscribe(`Bearer ${await issuer.token()}`);
    const first = next();
    await test.wards.opened.until(1);
    await test.wards.publish({ id: patientId });
    await first;
    test.facts = {};
    await test.wards.publish({ id: patientId });
    await next();

    const written = await events();

    expect(written).toMatchObject([
      {
        action: 'event',
        outcome: 'success',
        actor: { accountId: expect.any(String), role: 'physician' },
        operation: { name: 'Admissions' },
        entries: [{ patientId, classesSeen: ['clinical', 'identity'], fieldsSeen: ['Patient.name', 'Patient.note'] }],
      },
      { action: 'event', outcome: 'partial', entries: [{ patientId, classesRefused: ['clinical', 'identity'], classesSeen: [] }] },
    ]);
    expect(new Set(written.map(({ requestId }) => requestId)).size).toBe(2);
    await client.dispose();
  });

  it('away ends the stream, and what could not be written does not leave', async () => {
    const { client, next } = await subscribe(`Bearer ${await issuer.token()}`);
    const first = next();
    await test.wards.opened.until(1);
    await store.close();

    await test.wards.publish({ id: patientId });

    await expect(first).rejects.toMatchObject([{ extensions: { code: 'AUDIT_UNAVAILABLE' } }]);
    await client.dispose();
  });

  it('holds who was refused a connection', async () => {
    const { client, next } = await subscribe('Bearer a.b.c');

    await expect(next()).rejects.toMatchObject({ code: 4401 });

    expect(await events()).toMatchObject([{ action: 'sign-in', outcome: 'refused' }]);
    await client.dispose();
  });
});
