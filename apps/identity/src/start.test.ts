import { internalAuthorization, internalClient, type RunningSubgraph } from '@health-graph/subgraph-kit';
import { collected, internalSecret, lineOf, type OpenSubgraph, testConfig, testGateway } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aFacility, anAccount, testId } from './model/builders.ts';
import { start } from './start.ts';
import type { IdentityStore } from './store/identity-store.ts';
import { openIdentity } from './testing/open-identity.ts';

const record = { type: 'Facility', record: aFacility() };

let other: OpenSubgraph<IdentityStore>;
let subgraph: RunningSubgraph;
const gateway = testGateway('identity');
const config = () => ({
  ...testConfig(gateway),
  storeUrl: other.storeUrl,
  database: 'identity_start',
});

beforeAll(async () => {
  other = await openIdentity();
  subgraph = await start(config());
});

afterAll(async () => {
  await subgraph.close();
  await other.close();
});

const client = () => internalClient({ subgraph: 'identity', url: subgraph.url, secret: internalSecret });

describe('the subgraph', () => {
  it('says that it is ready', async () => {
    expect((await fetch(new URL('/health', subgraph.url))).status).toBe(200);
  });

  it('takes records in once, shows them, and gives their documents back', async () => {
    const line = lineOf(record);
    const ingest = async () => (await collected(client().ingest([line]))).map(({ outcome }) => outcome);

    expect(await ingest()).toEqual(['created']);
    expect(await ingest()).toEqual(['unchanged']);

    const body = JSON.stringify({ query: `{ facility(id: "${line.id}") { id } }` });
    const { text } = await gateway.send(subgraph.url, body, { caller: {} });
    expect(JSON.parse(text)).toMatchObject({ data: { facility: { id: line.id } } });
    const documents = await collected(client().export({ ids: [line.id] }));
    expect(documents.map(({ document }) => document)).toEqual([line.document]);
  });

  it('closes its store when it cannot listen', async () => {
    const port = Number(new URL(subgraph.url).port);

    await expect(start({ ...config(), port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the embedded OpenID provider', () => {
  const path = '/internal/token';
  const ask = (url: string, body: unknown) =>
    fetch(new URL(path, url), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        authorization: internalAuthorization(internalSecret, { method: 'POST', path }, Date.now()),
      },
    });

  it('is not there unless it is asked for', async () => {
    expect((await ask(subgraph.url, { username: 'hoa' })).status).toBe(404);
  });

  it('gives development tokens over the internal contract, and ends with the subgraph', async () => {
    const oidc = { port: 0, audience: 'http://127.0.0.1:4000/graphql', clients: [] };
    const identity = await start({ ...config(), database: 'identity_oidc', oidc });
    await collected(
      internalClient({ subgraph: 'identity', url: identity.url, secret: internalSecret }).ingest(
        [
          { type: 'Account', record: anAccount() },
          {
            type: 'RoleAssignment',
            record: { id: testId('RoleAssignment', 2), role: 'CITIZEN', accountId: testId('Account', 1) } as const,
          },
        ].map(lineOf),
      ),
    );

    const given = await ask(identity.url, { username: 'hoa', purpose: 'PATRQT' });
    const refusals = await Promise.all(
      [{}, { username: 'hoa', role: 'root' }, { username: 'hoa', scopes: 'x' }, null].map((body) => ask(identity.url, body)),
    );

    expect(await given.json()).toMatchObject({
      role: 'citizen',
      purpose: 'PATRQT',
      scope: 'patient/*.rs',
      accessToken: expect.any(String),
    });
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    await identity.close();
    await expect(fetch(`${identity.issuer}/jwks`)).rejects.toThrow();
  });
});
