import { setImmediate } from 'node:timers/promises';
import { now, patients, province, staff } from '@health-graph/fixtures';
import { callerFromJson } from '@health-graph/permissions';
import { internalSecret, type OpenSubgraph, openSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { serve } from '../serve.ts';
import { type IdentityStore, openStore } from '../store/identity-store.ts';
import { type RunningOidc, startOidc } from './start-oidc.ts';
import { aBrowser, anApp, clientId, redirectUri } from './testing.ts';

const audience = 'http://127.0.0.1:4000/graphql';
const clientSecret = 'a secret of tests, 32 characters or more';
const time = () => Date.parse(now);

let subgraph: OpenSubgraph<IdentityStore>;
let oidc: RunningOidc;
let facilityOf: ReadonlyMap<string | undefined, string | undefined>;

beforeAll(async () => {
  subgraph = await openSubgraph({ name: 'identity_oidc', openStore, serve: (store, config) => serve(store, config, { now: time }) });
  await subgraph.store.upsert([...province({ people: 1 })].flatMap(({ subgraph: name, line }) => (name === 'identity' ? [line] : [])));
  const held = await subgraph.store.collections.RoleAssignment.allBy(
    'accountId',
    [...Object.values(staff)].map(({ accountId }) => accountId),
  );
  facilityOf = new Map(held.map(({ accountId, facilityId }) => [accountId, facilityId]));
  const clients = [
    { clientId, redirectUris: [redirectUri] },
    { clientId: staff.baDon.username, clientSecret },
    { clientId: staff.hanh.username, clientSecret },
  ];
  // Tokens live in real time here: the library reads the clock of the machine.
  oidc = await startOidc(subgraph.store, { port: 0, audience, clients }, time);
}, 180_000); // A province is taken in, on a machine that may be busy.

afterAll(async () => {
  await oidc.close();
  await subgraph.close();
});

/** The choice of the sign-in page; everybody of the cast holds all roles at one facility, citizens at none. */
const acting = ({ accountId = '' }: { readonly accountId?: string }, role: string): string =>
  `${accountId}~${role}~${facilityOf.get(accountId) ?? ''}`;
const app = () => anApp(oidc.issuer);
const claimsOf = async (token: string, currentDate = new Date()): Promise<JWTPayload> => {
  const keys = createRemoteJWKSet(new URL(`${oidc.issuer}/jwks`));
  return (await jwtVerify(token, keys, { issuer: oidc.issuer, audience, typ: 'at+jwt', algorithms: ['ES256'], currentDate })).payload;
};
const tokenOf = async (response: Response): Promise<string> => ((await response.json()) as { readonly access_token: string }).access_token;
const signedIn = async (who: { readonly accountId?: string }, role: string, purpose?: string) => {
  const portal = app();
  const { code = '' } = Object.fromEntries(await portal.signIn(acting(who, role), {}, purpose));
  return claimsOf(await tokenOf(await portal.exchange(code)));
};

describe('the sign-in page', () => {
  it('lists the accounts that may be used, with their names and roles in two languages', async () => {
    const portal = app();
    const { page } = await portal.askedAt(portal.authorizationUrl({ login_hint: 'bs.' }));
    const text = await page.text();

    expect(page.status).toBe(200);
    expect(text).toContain('Nguyễn Thị Hạnh');
    expect(text).toContain('Bác sĩ <span lang="en">· Physician</span>');
    expect(text).toContain(`value="${acting(staff.khanh, 'head-of-unit')}"`);
    expect(text).not.toContain('bn.hoa');
  });

  it('brings nothing from elsewhere and lets the form lead back to the app only', async () => {
    const portal = app();
    const { page } = await portal.askedAt(portal.authorizationUrl());

    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'nonce-[^']+'; script-src 'nonce-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1:4100; frame-ancestors 'none'/,
    );
    expect(await page.text()).not.toMatch(/(?:src|href)=/);
  });

  it('shows what was searched for as text, whatever it is', async () => {
    const portal = app();
    const { page } = await portal.askedAt(portal.authorizationUrl({ login_hint: '"><script>alert(1)</script>' }));

    expect(await page.text()).not.toContain('<script>alert');
  });

  it('belongs to the browser that was sent there', async () => {
    const { url } = await app().askedAt(app().authorizationUrl());

    expect((await fetch(url)).status).toBe(400);
    const other = await aBrowser()(url, { method: 'POST', body: new URLSearchParams({ acting: acting(staff.hanh, 'physician') }) });
    expect(other.status).toBe(400);
  });

  it.each([
    ['a role that is not held', () => acting(staff.hanh, 'security-officer')],
    ['a role nobody knows', () => acting(staff.hanh, 'root')],
    ['an account there is not', () => '00000000000000000000000000~physician~'],
    ['a role at a facility where it is not held', () => `${staff.hanh.accountId}~physician~${facilityOf.get(staff.nam.accountId)}`],
    ['a role without its facility', () => `${staff.hanh.accountId}~physician~`],
    ['nothing', () => ''],
  ])('refuses %s', async (_what, choice) => {
    const portal = app();
    const { url } = await portal.askedAt(portal.authorizationUrl());

    expect((await portal.browser(url, { method: 'POST', body: new URLSearchParams({ acting: choice() }) })).status).toBe(400);
  });
});

describe('an app that people sign in to', () => {
  it('gets a token that says who asks, in which role, where and what for', async () => {
    const claims = await signedIn(staff.hanh, 'physician');
    const [role] = await subgraph.store.collections.RoleAssignment.allBy('accountId', [staff.hanh.accountId]);

    expect(callerFromJson(claims)).toEqual({
      accountId: staff.hanh.accountId,
      role: 'physician',
      purpose: 'TREAT',
      scopes: ['user/*.rs'],
      facilityId: role?.facilityId,
      assuranceLevel: 2,
    });
    expect(claims).toMatchObject({ client_id: clientId, jti: expect.any(String), exp: expect.any(Number) });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(600);
  });

  it('gets scopes that fit the role, and the purpose that was chosen', async () => {
    expect(await signedIn(patients.hoa, 'citizen')).toMatchObject({ role: 'citizen', purpose: 'PATRQT', scope: 'patient/*.rs' });
    expect(await signedIn(staff.viet, 'physician', 'ETREAT')).toMatchObject({ purpose: 'ETREAT' });
  });

  it('has to prove that it is the one that asked (PKCE)', async () => {
    const portal = app();
    const { code = '' } = Object.fromEntries(await portal.signIn(acting(staff.hanh, 'physician')));

    expect((await portal.exchange(code, { code_verifier: 'x'.repeat(43) })).status).toBe(400);
    expect(
      Object.fromEntries(
        new URL(
          (await aBrowser()(portal.authorizationUrl({ code_challenge: undefined, code_challenge_method: undefined }))).headers.get(
            'location',
          ) ?? 'http://x',
        ).searchParams,
      ),
    ).toMatchObject({ error: 'invalid_request' });
  });

  it('can use a code once', async () => {
    const portal = app();
    const { code = '' } = Object.fromEntries(await portal.signIn(acting(staff.hanh, 'physician')));

    expect((await portal.exchange(code)).status).toBe(200);
    expect((await portal.exchange(code)).status).toBe(400);
  });

  it('is not sent to an address that it did not name', async () => {
    const response = await fetch(app().authorizationUrl({ redirect_uri: 'https://example.com/callback' }), { redirect: 'manual' });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Sign-in failed');
  });

  it('gets no token for another audience', async () => {
    const response = await aBrowser()(app().authorizationUrl({ resource: 'https://example.com' }));

    expect(new URL(response.headers.get('location') ?? 'http://x').searchParams.get('error')).toBe('invalid_target');
  });

  it('gets no token for an account that was locked after the sign-in', async () => {
    const portal = app();
    const { code = '' } = Object.fromEntries(await portal.signIn(acting(staff.my, 'physician')));
    const { model } = subgraph.store.collections.Account;
    await model.updateOne({ _id: staff.my.accountId }, { $set: { status: 'LOCKED' } });

    const response = await portal.exchange(code);
    await model.updateOne({ _id: staff.my.accountId }, { $set: { status: 'ACTIVE' } });

    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
  });
});

describe("a partner's system", () => {
  const ask = (id: string, secret = clientSecret, scope = 'system/*.rs user/*.rs') =>
    fetch(`${oidc.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });

  it('acts in its own name, by its client credentials', async () => {
    const claims = await claimsOf(await tokenOf(await ask(staff.baDon.username)));

    expect(claims).toMatchObject({ sub: staff.baDon.accountId, role: 'partner-system', client_id: staff.baDon.username });
  });

  it('gets scopes of systems only', async () => {
    expect((await claimsOf(await tokenOf(await ask(staff.baDon.username)))).scope).toBe('system/*.rs');
  });

  it('gets nothing with a wrong secret, nor for the account of a person', async () => {
    expect((await ask(staff.baDon.username, 'wrong')).status).toBe(401);
    expect((await ask(staff.hanh.username)).status).toBe(400);
  });
});

describe("a partner's system that acts for one of its people", () => {
  const tokenOfPerson = async () => {
    const portal = app();
    const { code = '' } = Object.fromEntries(
      await portal.signIn(acting(staff.hanh, 'physician'), { scope: 'openid user/*.rs user/Condition.r' }),
    );
    return tokenOf(await portal.exchange(code));
  };
  const exchange = (changes: Readonly<Record<string, string | undefined>> = {}, id = staff.baDon.username) => {
    const asked = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      ...changes,
    };
    const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return fetch(`${oidc.issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      },
      body: new URLSearchParams(given),
    });
  };
  const refusal = async (response: Response) => [response.status, ((await response.json()) as { readonly error: string }).error];

  it('gets a token of the person that names the system, and lasts no longer than the one that went in', async () => {
    const own = await tokenOfPerson();
    const answer = (await (await exchange({ subject_token: own })).json()) as Readonly<Record<string, string>>;
    const claims = await claimsOf(answer['access_token'] ?? '');

    expect(answer).toMatchObject({
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      scope: 'user/*.rs user/Condition.r',
    });
    expect(callerFromJson(claims)).toEqual({ ...callerFromJson(await claimsOf(own)), act: staff.baDon.accountId });
    expect(claims).toMatchObject({ sub: staff.hanh.accountId, act: { sub: staff.baDon.accountId }, client_id: staff.baDon.username });
    expect(Number(claims.exp)).toBeLessThanOrEqual(Number((await claimsOf(own)).exp));
  });

  it("gets fewer scopes where it asks for fewer, and never more than the person's own token has", async () => {
    const own = await tokenOfPerson();
    const scopeOf = async (scope: string) => (await claimsOf(await tokenOf(await exchange({ subject_token: own, scope })))).scope;

    expect(await scopeOf('user/Condition.r user/BreakGlass.c')).toBe('user/Condition.r');
    expect(await refusal(await exchange({ subject_token: own, scope: 'system/*.cruds' }))).toEqual([400, 'invalid_scope']);
  });

  it('cannot pass on a token that somebody acts with already', async () => {
    const delegated = await tokenOf(await exchange({ subject_token: await tokenOfPerson() }));

    expect(await refusal(await exchange({ subject_token: delegated }))).toEqual([400, 'invalid_grant']);
  });

  it('gets nothing for a token that is not whole, of another issuer, or none', async () => {
    const own = await tokenOfPerson();
    const forged = await new SignJWT({ sub: staff.hanh.accountId, role: 'physician', purpose: 'TREAT' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(oidc.issuer)
      .setAudience(audience)
      .setExpirationTime('5m')
      .sign(Buffer.from('0'.repeat(64)));

    for (const token of [`${own.slice(0, -4)}AAAA`, forged, 'x', '']) expect((await exchange({ subject_token: token })).status).toBe(400);
    expect(await refusal(await exchange())).toEqual([400, 'invalid_request']);
  });

  it('gets nothing that it does not ask for in these words', async () => {
    const own = await tokenOfPerson();
    const changed = async (changes: Readonly<Record<string, string>>) => refusal(await exchange({ subject_token: own, ...changes }));

    expect(await changed({ subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' })).toEqual([400, 'invalid_request']);
    expect(await changed({ requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' })).toEqual([400, 'invalid_request']);
    expect(await changed({ actor_token: own, actor_token_type: 'urn:ietf:params:oauth:token-type:access_token' })).toEqual([
      400,
      'invalid_request',
    ]);
    expect(await changed({ audience: 'https://example.com' })).toEqual([400, 'invalid_target']);
  });

  it('gets nothing when its account is that of a person, nor does an app', async () => {
    const own = await tokenOfPerson();

    expect(await refusal(await exchange({ subject_token: own }, staff.hanh.username))).toEqual([400, 'invalid_grant']);
    const asApp = await app().exchange('', { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: own });
    expect(asApp.status).toBe(400);
  });

  it('gets nothing when the person or the system may not act any more', async () => {
    const own = await tokenOfPerson();
    const { model } = subgraph.store.collections.Account;
    for (const { accountId } of [staff.hanh, staff.baDon]) {
      await model.updateOne({ _id: accountId }, { $set: { status: 'LOCKED' } });
      const response = await exchange({ subject_token: own });
      await model.updateOne({ _id: accountId }, { $set: { status: 'ACTIVE' } });

      expect(await refusal(response)).toEqual([400, 'invalid_grant']);
    }
  });
});

describe('a development token', () => {
  const claims = async (question: Parameters<RunningOidc['issueToken']>[0]) =>
    claimsOf((await oidc.issueToken(question)).accessToken, new Date(time()));

  it('is the one that a sign-in ends with', async () => {
    const { iat: _iat, exp: _exp, jti: _jti, client_id: _client, ...direct } = await claims({ username: 'bs.hanh', scopes: [] });
    const { iat: _i, exp: _e, jti: _j, client_id: _c, ...bySignIn } = await signedIn(staff.hanh, 'physician');

    expect(direct).toEqual(bySignIn);
  });

  it('is for the role, purpose and scopes that were asked for', async () => {
    const asked = {
      username: 'bs.khanh',
      role: 'head-of-unit',
      purpose: 'ETREAT',
      scopes: ['user/Condition.r', 'system/*.cruds'],
    } as const;

    expect(await claims(asked)).toMatchObject({ role: 'head-of-unit', purpose: 'ETREAT', scope: 'user/Condition.r' });
  });

  it.each([{ username: 'nobody', scopes: [] }, { username: 'bs.hanh', role: 'security-officer', scopes: [] } as const])(
    'is refused: %j',
    async (question) => {
      await expect(oidc.issueToken(question)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'username' } });
    },
  );
});

describe('the keys', () => {
  it('rotate while people sign in, and no token is refused', async () => {
    const kids = new Set<string>();
    const signInOften = async (): Promise<void> => {
      for (let turn = 0; turn < 4; turn += 1) {
        const portal = app();
        const { code = '' } = Object.fromEntries(await portal.signIn(acting(staff.hanh, 'physician')));
        const token = await tokenOf(await portal.exchange(code));
        kids.add(String(decodeProtectedHeader(token).kid));
        expect(await claimsOf(token)).toMatchObject({ role: 'physician' });
      }
    };
    let isDone = false;
    const rotate = async (): Promise<void> => {
      for (let turn = 1; !isDone; turn += 1) {
        await setImmediate();
        if (turn % 50 === 0) await oidc.rotateKeys();
      }
    };

    const rotating = rotate();
    await Promise.all([signInOften(), signInOften()]).finally(() => {
      isDone = true;
    });
    await rotating;

    expect(kids.size).toBeGreaterThan(1);
  });

  it('are forgotten after two rotations', async () => {
    const { accessToken } = await oidc.issueToken({ username: 'bs.hanh', scopes: [] });
    await oidc.rotateKeys();
    expect(await claimsOf(accessToken, new Date(time()))).toMatchObject({ role: 'physician' });
    await oidc.rotateKeys();

    await expect(claimsOf(accessToken, new Date(time()))).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('are published without their private parts', async () => {
    const text = await (await fetch(`${oidc.issuer}/jwks`)).text();

    expect(text).toContain('"kid"');
    expect(JSON.parse(text)).toEqual({ keys: expect.not.arrayContaining([expect.objectContaining({ d: expect.anything() })]) });
  });
});

it('shares its secret with nobody: the discovery document names what it serves', async () => {
  const document = await (await fetch(`${oidc.issuer}/.well-known/openid-configuration`)).text();

  expect(document).not.toContain(internalSecret);
  expect(JSON.parse(document)).toMatchObject({
    issuer: oidc.issuer,
    code_challenge_methods_supported: ['S256'],
    jwks_uri: `${oidc.issuer}/jwks`,
  });
});
