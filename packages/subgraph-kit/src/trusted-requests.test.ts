import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCondition, conditionOf, startTinySubgraph, type TinySubgraph } from './testing/tiny-subgraph.ts';
import { createTrustKeyRing } from './trust/key-ring.ts';
import { createPeerKeys } from './trust/peer-keys.ts';
import { publishedKeysAt } from './trust/published-keys.ts';
import { trustHeader } from './trust/signed-header.ts';
import { createTrustSigner } from './trust/signer.ts';

let subgraph: TinySubgraph;
const body = JSON.stringify({ query: `{ condition(id: "${conditionOf('c1')}") { note } }` });

beforeAll(async () => {
  subgraph = await startTinySubgraph();
  await subgraph.store.upsert([aCondition('c1')]);
});
afterAll(() => subgraph.close());

interface Post {
  readonly header?: string;
  readonly sent?: string;
  readonly path?: string;
}

async function post({ header, sent = body, path = '/graphql' }: Post) {
  const response = await fetch(new URL(path, subgraph.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(header !== undefined && { [trustHeader]: header }) },
    body: sent,
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status: response.status, data, codes: errors?.map(({ extensions }) => extensions.code) };
}

const peer = () => createPeerKeys({ load: publishedKeysAt(new URL('/trust/keys', subgraph.url).href) });
const refused = { status: 401, data: undefined, codes: ['UNAUTHENTICATED'] };

describe('a subgraph', () => {
  it('answers what the gateway signed, and accounts for what it showed', async () => {
    const { text, status } = await subgraph.gateway.send(subgraph.url, body, { caller: {} });

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      data: { condition: { note: 'note of c1' } },
      extensions: { audit: { entries: expect.any(Array) } },
    });
  });

  it.each([
    ['without a signature', undefined],
    ['with an empty one', ''],
    ['with something else', 'Bearer x'],
    ['with 14,000 characters', 'v'.repeat(14_000)],
  ])('refuses a request %s', async (_what, header) => {
    expect(await post(header === undefined ? {} : { header })).toEqual(refused);
  });

  it('refuses another body, and a body that no parser would call another', async () => {
    const { header } = await signed();

    expect(await post({ header, sent: body.replace('note', 'id') })).toEqual(refused);
    expect(await post({ header, sent: `${body} ` })).toEqual(refused);
  });

  it('refuses a signature that comes twice', async () => {
    const { header } = await signed();

    expect(await post({ header })).toMatchObject({ status: 200 });
    expect(await post({ header })).toEqual(refused);
  });

  it('refuses what was signed for another endpoint, or for another path', async () => {
    expect(await post({ header: (await signed({ endpoint: 'pharmacy' })).header })).toEqual(refused);
    expect(await post({ header: (await signed({ path: '/internal/ingest' })).header })).toEqual(refused);
  });

  it('refuses a signature by a key that the gateway does not publish', async () => {
    const stranger = createTrustSigner({ keys: createTrustKeyRing() })({ requestId: 'r1' });
    const header = await stranger({ endpoint: 'tiny', peer: peer(), method: 'POST', path: '/graphql', body });

    expect(await post({ header })).toEqual(refused);
  });

  it('shows nothing to a request that nobody signed in for', async () => {
    const { text } = await subgraph.gateway.send(subgraph.url, body, {});

    expect(JSON.parse(text)).toMatchObject({ data: { condition: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('shows nothing to an account that may not act any more', async () => {
    const { text } = await subgraph.gateway.send(subgraph.url, body, { caller: {}, mayAct: false });

    expect(JSON.parse(text)).toMatchObject({ data: { condition: null } });
  });

  it('still says whether it is well, and which keys it has', async () => {
    expect((await fetch(new URL('/health', subgraph.url))).status).toBe(200);
    expect(await (await fetch(new URL('/trust/keys', subgraph.url))).json()).toMatchObject({ current: expect.any(String) });
  });
});

/** A header as the gateway of this test would send it. */
async function signed({ endpoint = 'tiny', path = '/graphql' } = {}) {
  return { header: await subgraph.gateway.sign({ endpoint, peer: peer(), method: 'POST', path, body }) };
}
