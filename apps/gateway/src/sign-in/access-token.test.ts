import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import {
  anIssuer,
  audience,
  issuer,
  publicPem,
  rawToken,
  someClaims,
  type TestIssuer,
  type TokenChanges,
  testTime,
  tokenOf,
} from './testing.ts';

const runs = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 10_000 : 1_000;
const refusal = { code: 'UNAUTHENTICATED', httpStatus: 401, message: 'The access token is not valid.' };
const seconds = Math.floor(testTime / 1000);

let id: TestIssuer;
beforeEach(async () => {
  id = await anIssuer();
});

const bearer = async (changes: TokenChanges = {}): Promise<string> => `Bearer ${await tokenOf(id, id.first, changes)}`;

describe('an access token', () => {
  it('says who asks, in which role, where and what for', async () => {
    const act = { sub: 'system:safety-check' };

    expect(await id.verify(await bearer({ claims: { act } }))).toEqual({
      caller: {
        accountId: 'bs.hanh',
        role: 'physician',
        purpose: 'TREAT',
        facilityId: 'F44001',
        assuranceLevel: 2,
        scopes: ['openid', 'user/*.rs'],
        act: 'system:safety-check',
      },
      tokenId: 'token-1',
      clientId: 'portal',
      expiresAt: testTime + 305_000, // Five minutes, and what clocks may differ.
    });
  });

  it('is nobody when there is none', async () => {
    expect(await id.verify(undefined)).toBeUndefined();
  });

  it.each(['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'])('may be signed with %s', async (alg) => {
    const key = await id.addKey(`key-${alg}`, alg);

    expect(await id.verify(`Bearer ${await tokenOf(id, key)}`)).toMatchObject({ clientId: 'portal' });
  });

  it('may be typed in full, and for several audiences, of which one is ours', async () => {
    const authorization = await bearer({ header: { typ: 'application/at+jwt' }, claims: { aud: ['other', audience] } });

    expect(await id.verify(authorization.replace('Bearer', 'bearer'))).toMatchObject({ clientId: 'portal' });
  });

  it('may differ by the clocks of two machines', async () => {
    expect(await id.verify(await bearer({ claims: { nbf: seconds + 4 } }))).toMatchObject({ clientId: 'portal' });
  });
});

describe('a token is refused', () => {
  const claims = (given: Record<string, unknown>): TokenChanges => ({ claims: given });
  it.each<[string, TokenChanges]>([
    ['of another issuer', claims({ iss: 'https://id.example.com' })],
    ['of no issuer', claims({ iss: undefined })],
    ['of an issuer whose name begins like ours', claims({ iss: `${issuer}.example.com` })],
    ['for another audience', claims({ aud: 'https://other.example.vn' })],
    ['for no audience', claims({ aud: undefined })],
    ['that has expired', claims({ exp: seconds - 6 })],
    ['that never expires', claims({ exp: undefined })],
    ['that expires in words', claims({ exp: 'never' })],
    ['that is not valid yet', claims({ nbf: seconds + 6 })],
    ['of no subject', claims({ sub: undefined })],
    ['of an account of our own', claims({ sub: 'system:safety-check', role: 'system', act: { sub: 'bs.hanh' } })],
    ['of no client', claims({ client_id: undefined })],
    ['without a name of its own', claims({ jti: undefined })],
    ['that is an id token', { header: { typ: 'JWT' } }],
    ['of no type', { header: { typ: undefined } }],
    ['that names no key', { header: { kid: undefined } }],
    ['that names a key nobody knows', { header: { kid: 'key-9' } }],
    ['with an extension we do not know', { header: { crit: ['x-unknown'], 'x-unknown': 1 } }],
    ['with its scopes in `scopes`', claims({ scope: undefined, scopes: ['user/*.rs'] })],
    ['with `scope` and `scopes`', claims({ scopes: 'system/*.cruds' })],
    ['with `scope` and `scp`', claims({ scp: ['system/*.cruds'] })],
    ['with a list in `scope`', claims({ scope: ['user/*.rs'] })],
    ['with scopes parted by lines', claims({ scope: 'user/*.rs\nsystem/*.cruds' })],
    ['with several roles', claims({ roles: ['physician', 'nurse'] })],
    ['with a role in a list', claims({ role: ['physician'] })],
    ['with a role nobody knows', claims({ role: 'root' })],
    ['with a role of the prototype', claims({ role: 'constructor' })],
    ['of no role', claims({ role: undefined })],
    ['of no purpose', claims({ purpose: undefined })],
    ['with a purpose nobody knows', claims({ purpose: 'CURIOSITY' })],
    ['with an assurance level in words', claims({ assurance_level: '2' })],
    ['with an actor that cannot be read', claims({ act: 'somebody' })],
    ['with a chain of actors', claims({ act: { sub: 'a', act: { sub: 'b' } } })],
    ['with a subject that breaks lines', claims({ sub: 'bs.hanh\nsecurity' })],
  ])('%s', async (_name, changes) => {
    await expect(id.verify(await bearer(changes))).rejects.toMatchObject(refusal);
  });

  it('that another key signed under the name of ours', async () => {
    const other = { ...id.first, pair: await generateKeyPair('ES256') };

    await expect(id.verify(`Bearer ${await tokenOf(id, other)}`)).rejects.toMatchObject(refusal);
  });

  it('that brings its own key', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const header = { jwk: await exportJWK(pair.publicKey), jku: 'https://example.com/jwks', x5u: 'https://example.com/x5u' };

    await expect(id.verify(`Bearer ${await tokenOf(id, { ...id.first, pair }, { header })}`)).rejects.toMatchObject(refusal);
  });

  it.each(['none', 'None', 'NONE', ''])('with algorithm "%s"', async (alg) => {
    const payload = { iss: issuer, aud: audience, iat: seconds, exp: seconds + 300, jti: 'x', ...someClaims };

    await expect(id.verify(`Bearer ${rawToken({ alg, typ: 'at+jwt', kid: 'key-1' }, payload)}`)).rejects.toMatchObject(refusal);
    await expect(id.verify(`Bearer ${rawToken({ alg, typ: 'at+jwt', kid: 'key-1' }, payload, 'AAAA')}`)).rejects.toMatchObject(refusal);
  });

  it.each(['RS256', 'ES256'])('that is a MAC made with our public %s key', async (alg) => {
    const key = await id.addKey('public', alg);
    const payload = { iss: issuer, aud: audience, iat: seconds, exp: seconds + 300, jti: 'x', ...someClaims };
    const unsigned = rawToken({ alg: 'HS256', typ: 'at+jwt', kid: 'public' }, payload).slice(0, -1);
    const signature = createHmac('sha256', await publicPem(key))
      .update(unsigned)
      .digest('base64url');

    await expect(id.verify(`Bearer ${unsigned}.${signature}`)).rejects.toMatchObject(refusal);
  });

  it('of which anything was changed', async () => {
    const authorization = await bearer();
    const [head = '', , signature = ''] = authorization.split('.');
    const payload = Buffer.from(JSON.stringify({ ...someClaims, iss: issuer, aud: audience, role: 'security-officer' })).toString(
      'base64url',
    );

    await expect(id.verify(`${head}.${payload}.${signature}`)).rejects.toMatchObject(refusal);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer a.b',
    'Bearer a.b.c.d.e',
    'Bearer null',
    'Bearer ....',
    'Bearer \u0000.\u0000.\u0000',
    'Basic YnMuaGFuaDpwYXNz',
    'DPoP a.b.c',
    'Bearer a.b.c, Bearer d.e.f',
  ])('that is none: "%s"', async (authorization) => {
    await expect(id.verify(authorization)).rejects.toMatchObject(refusal);
  });

  it('when there are two headers', async () => {
    await expect(id.verify([await bearer(), await bearer()])).rejects.toMatchObject(refusal);
  });

  it('of a megabyte, before anything of it is decoded or asked', async () => {
    const huge = await bearer({ claims: { filler: 'x'.repeat(1_000_000) } });
    const before = process.cpuUsage();

    await expect(id.verify(huge)).rejects.toMatchObject(refusal);

    expect(process.cpuUsage(before).user).toBeLessThan(50_000);
    expect(id.asked()).toBe(0);
  });

  it('whatever text it is', async () => {
    const part = fc.oneof(fc.string(), fc.json(), fc.base64String()).map((text) => Buffer.from(text).toString('base64url'));
    const token = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('Bearer ', 'bearer ', ''), token, async (scheme, text) => {
        await expect(id.verify(scheme + text)).rejects.toMatchObject(refusal);
      }),
      { numRuns: runs },
    );
  });
});
