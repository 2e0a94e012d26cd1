import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createTrustKeyRing } from './key-ring.ts';
import { encodeJson, macOf, splitHeader } from './signed-header.ts';
import { createTrustSigner } from './signer.ts';
import { aGateway, anEndpoint, someClaims, type TestClock, testClock } from './testing.ts';

const body = '{"query":"{ patient(id: 1) { id } }"}';
const refusal = { code: 'UNAUTHENTICATED', httpStatus: 401, message: 'The request carries no valid proof of who asks.' };

let clock: TestClock;
let gateway: ReturnType<typeof aGateway>;
let encounters: ReturnType<typeof anEndpoint>;
let partner: ReturnType<typeof anEndpoint>;

beforeEach(() => {
  clock = testClock();
  gateway = aGateway(clock);
  encounters = anEndpoint('encounters', clock, { trusts: gateway.keys });
  partner = anEndpoint('partner', clock, { trusts: gateway.keys });
});

const sign = () => gateway.signer(someClaims)(encounters.fetchOf(body));
const arriving = (header: string | readonly string[] | undefined, other: object = {}) => ({
  header,
  method: 'POST',
  path: '/graphql',
  body,
  ...other,
});

describe('a fetch of the gateway', () => {
  it('tells the endpoint who asks', async () => {
    expect(await encounters.verify(arriving(await sign()))).toEqual(someClaims);
  });

  it('tells that nobody signed in', async () => {
    const header = await gateway.signer({ requestId: 'r2' })(encounters.fetchOf(body));

    expect(await encounters.verify(arriving(header))).toEqual({ requestId: 'r2' });
  });

  it('is the same to text and to bytes', async () => {
    expect(await encounters.verify(arriving(await sign(), { body: Buffer.from(body) }))).toEqual(someClaims);
  });

  it('is signed anew for a retry, which is let in beside it', async () => {
    const signFetch = gateway.signer(someClaims);
    const [first, retry] = [await signFetch(encounters.fetchOf(body)), await signFetch(encounters.fetchOf(body))];

    expect(retry).not.toBe(first);
    expect(await encounters.verify(arriving(first))).toEqual(someClaims);
    expect(await encounters.verify(arriving(retry))).toEqual(someClaims);
  });

  it('writes the claims of one caller in one way, however its scopes are ordered', async () => {
    const scopes = ['user/*.rs', 'openid', 'openid'];
    const header = await gateway.signer({ requestId: 'req-1', caller: { ...caller(), scopes } })(encounters.fetchOf(body));

    expect(splitHeader(header)?.claims).toBe(splitHeader(await sign())?.claims);
  });

  it('is good until it expires', async () => {
    const header = await sign();
    clock.advance(9_999);

    expect(await encounters.verify(arriving(header))).toEqual(someClaims);
  });
});

describe('an endpoint refuses a fetch', () => {
  it('that comes a second time', async () => {
    const header = await sign();
    await encounters.verify(arriving(header));

    await expect(encounters.verify(arriving(header))).rejects.toMatchObject(refusal);
  });

  it('that comes twice at once', async () => {
    const header = await sign();

    const results = await Promise.allSettled([1, 2, 3].map(() => encounters.verify(arriving(header))));

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('that was for another endpoint', async () => {
    await expect(partner.verify(arriving(await sign()))).rejects.toMatchObject(refusal);
  });

  it.each([
    ['body', { body: `${body} ` }],
    ['empty body', { body: '' }],
    ['path', { path: '/internal/facts' }],
    ['method', { method: 'PUT' }],
  ])('with another %s', async (_what, other) => {
    await expect(encounters.verify(arriving(await sign(), other))).rejects.toMatchObject(refusal);
  });

  it('that has expired', async () => {
    const header = await sign();
    clock.advance(10_000);

    await expect(encounters.verify(arriving(header))).rejects.toMatchObject(refusal);
  });

  it('that is not valid yet', async () => {
    const ahead = testClock();
    ahead.advance(1_500);
    const early = createTrustSigner({ keys: gateway.keys, now: ahead.now });

    await expect(encounters.verify(arriving(await early(someClaims)(encounters.fetchOf(body))))).rejects.toMatchObject(refusal);
  });

  it('that was signed to live longer than ten seconds', async () => {
    const header = await createTrustSigner({ keys: gateway.keys, now: clock.now, lifetimeMs: 60_000 })(someClaims)(
      encounters.fetchOf(body),
    );
    clock.advance(10_000);

    await expect(encounters.verify(arriving(header))).rejects.toMatchObject(refusal);
  });

  it('of somebody who calls himself the gateway', async () => {
    const stranger = aGateway(clock);

    await expect(encounters.verify(arriving(await stranger.signer(someClaims)(encounters.fetchOf(body))))).rejects.toMatchObject(refusal);
  });

  it('without a header, or with two', async () => {
    await expect(encounters.verify(arriving(undefined))).rejects.toMatchObject(refusal);
    await expect(encounters.verify(arriving([await sign(), await sign()]))).rejects.toMatchObject(refusal);
  });
});

describe('a partner', () => {
  it('cannot pass its own fetch on to another endpoint', async () => {
    const received = await gateway.signer(someClaims)({ ...partner.fetchOf(body) });
    expect(await partner.verify(arriving(received))).toEqual(someClaims);

    await expect(encounters.verify(arriving(received))).rejects.toMatchObject(refusal);
  });

  it('cannot sign for another endpoint with its own keys', async () => {
    const forged = await createTrustSigner({ keys: partner.keys, now: clock.now })(someClaims)(encounters.fetchOf(body));

    await expect(encounters.verify(arriving(forged))).rejects.toMatchObject(refusal);
  });

  it("cannot sign for another endpoint under the gateway's name", async () => {
    const forged = await createTrustSigner({ keys: partner.keys, now: clock.now })(someClaims)(encounters.fetchOf(body));
    const asGateway = forged.replace(partner.keys.current.kid, gateway.keys.current.kid);

    await expect(encounters.verify(arriving(asGateway))).rejects.toMatchObject(refusal);
  });

  it('that shares a key pair with another endpoint by mistake cannot pass fetches on either', async () => {
    const twin = anEndpoint('twin', clock, { trusts: gateway.keys, first: partner.keys.current });

    await expect(twin.verify(arriving(await gateway.signer(someClaims)(partner.fetchOf(body))))).rejects.toMatchObject(refusal);
  });

  it('cannot change what it received', async () => {
    const header = await sign();
    const parts = header.split('.');
    parts[3] = encodeJson({ rid: 'req-1' });

    await expect(encounters.verify(arriving(parts.join('.')))).rejects.toMatchObject(refusal);
  });
});

describe('genuine headers of a gateway with faults', () => {
  const genuine = async (claims: unknown, change: (binding: Record<string, unknown>) => unknown) => {
    const endpoint = anEndpoint('encounters', clock, { trusts: gateway.keys });
    const made = await gateway.signer(someClaims)(endpoint.fetchOf(body));
    const { binding = '', claims: encoded = '' } = splitHeader(made) ?? {};
    const parsed = JSON.parse(Buffer.from(binding, 'base64url').toString()) as Record<string, unknown>;
    const { macKey } = await keyOf(endpoint);
    const head = made.split('.').slice(0, 3).join('.');
    const signed = `${head}.${claims === undefined ? encoded : encodeJson(claims)}.${encodeJson(change(parsed))}`;
    return { endpoint, header: `${signed}.${macOf(macKey, signed)}` };
  };

  it('are let in when nothing is wrong, so that what follows tests the checks', async () => {
    const { endpoint, header } = await genuine(undefined, (binding) => binding);

    expect(await endpoint.verify(arriving(header))).toEqual(someClaims);
  });

  it.each<[string, unknown, (binding: Record<string, unknown>) => unknown]>([
    ['no binding', undefined, () => []],
    ['null as binding', undefined, () => null],
    ['a lifetime of a minute', undefined, (binding) => ({ ...binding, exp: Number(binding['iat']) + 60_000 })],
    ['no expiry', undefined, ({ exp: _exp, ...binding }) => binding],
    ['an expiry before its beginning', undefined, (binding) => ({ ...binding, exp: 1 })],
    ['a time in words', undefined, (binding) => ({ ...binding, iat: 'now' })],
    ['no jti', undefined, ({ jti: _jti, ...binding }) => binding],
    ['a jti that is a number', undefined, (binding) => ({ ...binding, jti: 7 })],
    ['no audience', undefined, ({ aud: _aud, ...binding }) => binding],
    ['a list of audiences', undefined, (binding) => ({ ...binding, aud: ['encounters'] })],
    ['no request id', { sub: 'x' }, (binding) => binding],
    ['claims that are a list', [1], (binding) => binding],
    ['a role nobody knows', { rid: 'r', sub: 'x', role: 'root', purpose: 'TREAT', scope: '' }, (binding) => binding],
    ['half a caller', { rid: 'r', sub: 'x' }, (binding) => binding],
    ['scopes under another name', { rid: 'r', sub: 'x', role: 'nurse', purpose: 'TREAT', scopes: ['user/*.rs'] }, (binding) => binding],
  ])('are refused with %s', async (_name, claims, change) => {
    const { endpoint, header } = await genuine(claims, change);

    await expect(endpoint.verify(arriving(header))).rejects.toMatchObject(refusal);
  });
});

describe('a replay cache that is away', () => {
  it('lets nobody in, and is no fault of ours', async () => {
    const away = { admit: () => Promise.reject(new Error('The cache is away.')) };
    const endpoint = anEndpoint('encounters', clock, { trusts: gateway.keys, replays: away });

    await expect(endpoint.verify(arriving(await gateway.signer(someClaims)(endpoint.fetchOf(body))))).rejects.toMatchObject(refusal);
  });
});

describe('keys that are not known', () => {
  it('are refused, and asked for no more often than once in five seconds', async () => {
    let asked = 0;
    const counting = {
      ...gateway.keys,
      published: () => {
        asked += 1;
        return gateway.keys.published();
      },
    };
    const endpoint = anEndpoint('encounters', clock, { trusts: counting });
    const headers = await Promise.all(
      Array.from({ length: 20 }, async () => aGateway(clock, createTrustKeyRing()).signer(someClaims)(endpoint.fetchOf(body))),
    );

    const results = await Promise.allSettled(headers.map((header) => endpoint.verify(arriving(header))));

    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toBe(1);
  });

  it('are refused when the gateway cannot be asked', async () => {
    const silent = {
      ...gateway.keys,
      published: () => {
        throw new Error('The gateway is away.');
      },
    };
    const endpoint = anEndpoint('encounters', clock, { trusts: silent });

    await expect(endpoint.verify(arriving(await gateway.signer(someClaims)(endpoint.fetchOf(body))))).rejects.toMatchObject(refusal);
  });

  it('of the endpoint itself are refused', async () => {
    const header = (await sign()).replace(encounters.keys.current.kid, 'A'.repeat(16));

    await expect(encounters.verify(arriving(header))).rejects.toMatchObject(refusal);
  });
});

const caller = () => {
  if (someClaims.caller === undefined) throw new Error('The claims of tests have a caller.');
  return someClaims.caller;
};

/** The MAC key that gateway and endpoint agree, for headers that are genuine and yet wrong. */
async function keyOf(endpoint: ReturnType<typeof anEndpoint>) {
  const { createMacKeys } = await import('./mac-key.ts');
  const peer = await endpoint.peer.current();
  const { current: own } = gateway.keys;
  const macKey = createMacKeys()({ own, peer, gatewayKid: own.kid, endpointKid: peer.kid, endpoint: endpoint.name });
  expect(macKey.equals(createSecretKey(Buffer.alloc(32)))).toBe(false);
  return { macKey };
}
