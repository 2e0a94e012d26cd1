import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { enforcedBy, LABELLED, startForTest, type TestGateway } from '../testing/test-gateway.ts';
import { publicPem, rawToken, someClaims, type TestKey } from './testing.ts';

let provider: TestProvider;
let gateway: TestGateway;
let rsa: TestKey;

beforeAll(async () => {
  provider = await startIssuer();
  rsa = await provider.addKey('rsa', { alg: 'RS256' });
  gateway = await startForTest({ ...enforcedBy(provider), sdl: LABELLED });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
});

const NAME = { query: '{ patient(id: "1") { id name } }' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const seconds = () => Math.floor(Date.now() / 1_000);
const fields = () => ({ iss: provider.url, aud: provider.audience, iat: seconds(), exp: seconds() + 300, jti: 'token-1', ...someClaims });

describe('a right token', () => {
  it('is answered, and the subgraph is told who asks', async () => {
    const before = gateway.claims.length;

    expect(await gateway.ask(NAME, bearer(await provider.token()))).toEqual({
      status: 200,
      body: { data: { patient: { id: '1', name: 'Lan' } } },
    });
    expect(gateway.claims.slice(before)).toEqual([
      {
        requestId: expect.any(String),
        caller: {
          accountId: 'bs.hanh',
          role: 'physician',
          purpose: 'TREAT',
          facilityId: 'F44001',
          assuranceLevel: 2,
          scopes: ['openid', 'user/*.rs'],
        },
      },
    ]);
  });

  it('tells the id of the request to client and subgraph, and takes none from the client', async () => {
    const response = await gateway.post(NAME, { ...bearer(await provider.token()), 'x-request-id': 'mine' });

    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(gateway.seen.at(-1)).toMatchObject({ 'x-request-id': id });
    expect(gateway.claims.at(-1)?.requestId).toBe(id);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('takes no proof of who asks from the client', async () => {
    await gateway.ask(NAME, { ...bearer(await provider.token()), 'x-health-graph-caller': 'v1.mine' });

    expect(gateway.seen.at(-1)?.['x-health-graph-caller']).not.toBe('v1.mine');
  });
});

describe('no token', () => {
  it('asks for what is open to all', async () => {
    expect(await gateway.ask({ query: '{ patient(id: "1") { id } }' })).toEqual({ status: 200, body: { data: { patient: { id: '1' } } } });
    expect(gateway.claims.at(-1)).toEqual({ requestId: expect.any(String) });
  });

  it('is refused what carries a class, which nobody is asked for', async () => {
    expect(await gateway.ask(NAME)).toEqual({
      status: 200,
      body: {
        data: { patient: { id: '1', name: null } },
        errors: [
          {
            message: 'This caller may not ask for this field or type.',
            path: ['patient', 'name'],
            extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
          },
        ],
      },
    });
    expect(gateway.answered.at(-1)).not.toContain('name');
  });
});

describe('a wrong token', () => {
  let asked = 0;
  beforeEach(() => {
    asked = gateway.seen.length;
  });

  const isRefused = async (headers: Record<string, string>) => {
    const response = await gateway.post(NAME, headers);

    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 401,
      body: { errors: [{ message: 'The access token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(gateway.seen).toHaveLength(asked);
  };

  it.each([
    ['nothing behind Bearer', 'Bearer '],
    ['no token at all', 'Bearer x'],
    ['another scheme', 'Basic YTpi'],
    ['a token without a scheme', 'eyJhbGciOiJFUzI1NiJ9.e30.x'],
    ['two tokens', 'Bearer a.b.c, Bearer a.b.c'],
    ['12,000 characters', `Bearer ${'a'.repeat(11_990)}.b.c`],
  ])('is refused: %s', async (_, authorization) => {
    await isRefused({ authorization });
  });

  it('is refused: alg none', async () => {
    await isRefused(bearer(rawToken({ alg: 'none', typ: 'at+jwt', kid: 'key-1' }, fields())));
    await isRefused(bearer(rawToken({ alg: 'None', typ: 'at+jwt', kid: 'key-1' }, fields(), 'x')));
  });

  it('is refused: HS256 with the public key as its secret', async () => {
    for (const key of [provider.first, rsa]) {
      const secret = Buffer.from(await publicPem(key));
      const token = await new SignJWT(fields()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: key.kid }).sign(secret);
      await isRefused(bearer(token));
    }
  });

  it('is refused: signed with a key that nobody published, under a known id too', async () => {
    const stranger = await provider.addKey('stranger', { isPublished: false });
    await isRefused(bearer(await provider.token({}, stranger)));
    await isRefused(bearer(await provider.token({ header: { kid: 'key-1' } }, stranger)));
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://other.example.vn' }],
    ['for another audience', { aud: 'https://other.example.vn' }],
    ['expired', { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ['not yet valid', { nbf: Math.floor(Date.now() / 1_000) + 60 }],
    ['without a role', { role: undefined }],
    ['with a role that is none', { role: 'admin' }],
    ['with the role in which the graph itself acts', { role: 'system', sub: 'system:safety-check', scope: 'system/*.rs' }],
    ['with scopes beside scope', { scopes: ['user/*.rs'] }],
    ['with scopes in the place of scope', { scope: undefined, scopes: ['user/*.rs'] }],
    ['with scp', { scp: 'user/*.rs' }],
    ['with a list as scope', { scope: ['user/*.rs'] }],
  ])('is refused: %s', async (_, claims) => {
    await isRefused(bearer(await provider.token({ claims })));
  });

  it('is refused: an id token in the place of an access token', async () => {
    await isRefused(bearer(await provider.token({ header: { typ: 'JWT' } })));
  });

  it('is refused: a megabyte, by the HTTP server already, and never with a 500', async () => {
    const response = await gateway.post(NAME, bearer('a'.repeat(1_000_000))).catch(() => undefined);

    expect(response === undefined || response.status === 431).toBe(true);
    expect(gateway.seen).toHaveLength(asked);
    expect(await gateway.ask(NAME, bearer(await provider.token()))).toMatchObject({ status: 200 });
  });

  it('is refused on the other ways in, too', async () => {
    const url = `${gateway.url}?query=${encodeURIComponent('{ __typename }')}`;
    const response = await fetch(url, { headers: { authorization: 'Bearer x', 'apollo-require-preflight': 'true' } });

    expect(response.status).toBe(401);
  });
});

describe('a key that its issuer withdrew', () => {
  it('signs no token any more for a gateway that asks for the keys', async () => {
    const leaked = await provider.addKey('leaked');
    const token = await provider.token({}, leaked);
    const statusAtNewGateway = async (): Promise<number> => {
      const asked = await startForTest({ ...enforcedBy(provider), sdl: LABELLED });
      const { status } = await asked.ask(NAME, bearer(token));
      await asked.close();
      return status;
    };

    const before = await statusAtNewGateway();
    provider.withdraw('leaked');

    expect([before, await statusAtNewGateway()]).toEqual([200, 401]);
  });
});

describe('reject mode', () => {
  it('executes nothing of an operation that asks for too much', async () => {
    const rejecting = await startForTest({ ...enforcedBy(provider), sdl: LABELLED, refusalMode: 'reject' });

    const refused = await rejecting.ask(NAME);
    const served = await rejecting.ask({ query: '{ patient(id: "1") { id } }' });
    const seen = rejecting.answered;
    await rejecting.close();

    expect(refused).toEqual({
      status: 403,
      body: {
        errors: [
          {
            message: 'This caller may not ask for this field or type.',
            path: ['patient', 'name'],
            extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
          },
        ],
      },
    });
    expect(served.status).toBe(200);
    expect(seen).toHaveLength(1);
  });
});
