import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditReader } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { connect } from '@health-graph/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, LABELLED, startForTest, type TestGateway } from '../testing/test-gateway.ts';

const accept = 'multipart/mixed;deferSpec=20220824, application/json';
const query = 'query Chart { patient(id: "1") { id } ... @defer(label: "slow half") { slow } }';

/** The parts of a `multipart/mixed` answer, as they arrive. */
async function* partsOf(response: Response): AsyncGenerator<unknown, void> {
  let text = '';
  for await (const piece of (response.body ?? new ReadableStream()).pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
  )) {
    text += piece;
    for (let end = text.indexOf('\r\n---'); end >= 0; end = text.indexOf('\r\n---', 1)) {
      const [, json] = text.slice(0, end).split('\r\n\r\n');
      text = text.slice(end + 5);
      if (json !== undefined) yield JSON.parse(json);
    }
  }
}
const allParts = async (response: Response): Promise<readonly unknown[]> => {
  const parts: unknown[] = [];
  for await (const part of partsOf(response)) parts.push(part);
  return parts;
};

describe('@defer', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startForTest();
  });
  afterEach(() => gateway.close());

  it('brings the slow half second, over multipart/mixed', async () => {
    const response = await gateway.post({ query }, { accept });
    const parts = partsOf(response);

    const first = await parts.next(); // The subgraph has not answered the rest yet.
    gateway.release();
    const second = await parts.next();

    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
    expect(first.value).toEqual({ data: { patient: { id: '1' } }, hasNext: true });
    expect(second.value).toEqual({ incremental: [{ path: [], label: 'slow half', data: { slow: 'at last' } }], hasNext: false });
    expect((await parts.next()).done).toBe(true);
  });

  it.each([
    ['takes JSON', 'application/json'],
    ['takes anything', '*/*'],
    ['takes only the later draft', 'multipart/mixed;incrementalSpec=v0.2, application/json'],
  ])('is answered at once for a client that %s', async (_what, other) => {
    gateway.release();

    const response = await gateway.post({ query }, { accept: other });

    expect(await response.json()).toEqual({ data: { patient: { id: '1' }, slow: 'at last' } });
  });

  it('is answered at once when a variable says so', async () => {
    gateway.release();
    const conditional = 'query ($later: Boolean!) { patient(id: "1") { id } ... @defer(if: $later) { slow } }';

    const now = await gateway.post({ query: conditional, variables: { later: false } }, { accept });
    const later = await gateway.post({ query: conditional, variables: { later: true } }, { accept });

    expect(await now.json()).toEqual({ data: { patient: { id: '1' }, slow: 'at last' } });
    expect(await allParts(later)).toHaveLength(2);
  });

  it('tells errors of a part with the part, masked', async () => {
    const failing = '{ patient(id: "1") { id } ... @defer { failing } }';

    const parts = await allParts(await gateway.post({ query: failing }, { accept }));

    expect(parts).toEqual([
      { data: { patient: { id: '1' } }, hasNext: true },
      {
        incremental: [
          {
            path: [],
            data: { failing: null },
            errors: [{ message: 'Internal server error.', path: ['failing'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
          },
        ],
        hasNext: false,
      },
    ]);
  });

  it('of something wrong is refused as without it', async () => {
    const response = await gateway.post(
      { query: 'query ($k: Kind) { patient(id: "1") { id } ... @defer { echo(kind: $k) } }', variables: { k: 'C' } },
      { accept },
    );

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'k' } }] });
  });

  it('goes on serving others when a client leaves in between', async () => {
    const controller = new AbortController();
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
      signal: controller.signal,
    });
    await partsOf(response).next();

    controller.abort();

    expect(await gateway.ask({ query: '{ patient(id: "1") { id } }' })).toMatchObject({ status: 200 });
  });
});

describe('@defer behind the door', () => {
  let issuer: TestProvider;
  let folder: string;
  let store: Awaited<ReturnType<typeof startStore>>;
  let gateway: TestGateway;
  const entries = [
    { classesSeen: ['identity' as const], classesRefused: [], fieldsSeen: ['Patient.name'], fieldsRefused: [], rules: [], facilityIds: [] },
  ];
  const deferredName = { query: 'query Later { patient(id: "1") { id ... @defer { name } } }' };
  const events = async () => {
    const connection = await connect({ url: store.url, database: 'audit' });
    const { rows } = await auditReader(connection).page({ first: 100 });
    await connection.close();
    return rows.map(({ event }) => event).toReversed();
  };

  beforeAll(async () => {
    issuer = await startIssuer();
    folder = await mkdtemp(join(tmpdir(), 'health-graph-defer-'));
    store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
    const audit = { storeUrl: store.url, anchorFolder: join(folder, 'anchors') };
    gateway = await startForTest({ ...enforcedBy(issuer), sdl: LABELLED, entries, audit });
  });
  afterAll(async () => {
    await gateway.close();
    await issuer.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('asks nobody for a deferred field that its caller may not ask for, and tells so at once', async () => {
    const asked = gateway.answered.length;

    const response = await gateway.post(deferredName, { accept });

    expect(await response.json()).toEqual({
      data: { patient: { id: '1', name: null } },
      errors: [expect.objectContaining({ path: ['patient', 'name'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } })],
    });
    expect(gateway.answered.slice(asked).join()).not.toContain('name');
  });

  it('writes an event for each part before it leaves, under one request id; without the log no further part leaves', async () => {
    const headers = { accept, authorization: `Bearer ${await issuer.token()}` };
    const before = (await events()).length;
    const response = await gateway.post(deferredName, headers);
    const parts = await allParts(response);
    const written = (await events()).slice(before);

    const cut = await gateway.post({ query }, headers);
    const reading = partsOf(cut);
    await reading.next();
    await store.close();
    gateway.release();

    expect(parts).toHaveLength(2);
    expect(written).toMatchObject([
      { requestId: response.headers.get('x-request-id'), outcome: 'success' },
      { requestId: response.headers.get('x-request-id'), outcome: 'success', entries: [{ fieldsSeen: ['Patient.name'] }] },
    ]);
    expect((await reading.next()).value).toMatchObject({
      incremental: [{ data: null, errors: [{ extensions: { code: 'AUDIT_UNAVAILABLE' } }] }],
      hasNext: false,
    });
  });
});
