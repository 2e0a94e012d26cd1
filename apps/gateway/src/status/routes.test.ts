import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, PATIENTS, startForTest, type TestGateway, type TestSettings } from '../testing/test-gateway.ts';

let issuer: TestProvider;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

async function statusOf(settings: TestSettings, token?: string) {
  gateway = await startForTest(settings);
  await gateway.ask({ query: '{ patient(id: "1") { id } }' });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL('/status', gateway.url), { headers });
  const body = (await response.json()) as { readonly errors?: readonly { readonly extensions: { readonly code: string } }[] };
  await gateway.close();
  return { status: response.status, body, code: body.errors?.[0]?.extensions.code };
}
const officer = { role: 'security-officer', purpose: 'HOPERAT' };

describe('the state of a gateway', () => {
  it('is told to a security officer, endpoint by endpoint and without an address', async () => {
    const token = await issuer.token({ claims: { ...officer, scope: 'user/CapabilityStatement.r' } });

    const { status, body } = await statusOf(enforcedBy(issuer), token);

    expect(status).toBe(200);
    expect(body).toEqual({
      supergraph: expect.any(String),
      process: process.pid,
      endpoints: [
        expect.objectContaining({ endpoint: 'patients', subgraph: 'patients', circuit: 'closed', inFlight: 0, queued: 0, failed: 0 }),
      ],
    });
    expect(JSON.stringify(body)).not.toContain('http');
  });

  it('is told to everybody on the machine of an open gateway', async () => {
    expect(await statusOf({})).toMatchObject({
      status: 200,
      body: { endpoints: [{ fetches: 1, answered: 1, p50Ms: expect.any(Number) }] },
    });
  });

  it('tells what went wrong last', async () => {
    const away = { patients: 'http://127.0.0.1:1/graphql' };

    expect((await statusOf({ subgraphUrls: away })).body).toMatchObject({
      endpoints: [{ failed: 1, lastFailure: { reason: 'connection' } }],
    });
  });

  it('tells in what an endpoint serves another schema than was composed', async () => {
    gateway = await startForTest({ sdl: PATIENTS.replace('name: String', 'name: String birthYear: Int'), bulkheads: { driftMs: 20 } });
    const looked = async () =>
      (await (await fetch(new URL('/status', gateway.url))).json()) as { readonly endpoints: readonly { readonly drift?: object }[] };

    let drift: object | undefined;
    while (drift === undefined) drift = (await looked()).endpoints[0]?.drift;
    await gateway.close();

    expect(drift).toEqual({ missing: ['Patient.birthYear'], changed: [], added: 0 });
  });

  it('is told to nobody else', async () => {
    const scope = 'user/CapabilityStatement.r system/CapabilityStatement.r';

    expect(await statusOf(enforcedBy(issuer))).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await statusOf(enforcedBy(issuer), await issuer.token())).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await statusOf(enforcedBy(issuer), await issuer.token({ claims: { ...officer, scope: 'user/*.x' } }))).toMatchObject({
      status: 403,
    });
    expect(
      await statusOf(enforcedBy(issuer), await issuer.token({ claims: { role: 'partner-system', purpose: 'TREAT', scope } })),
    ).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
  });
});
