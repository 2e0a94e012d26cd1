import { hasRedis, startRedis, type TestRedis } from '@health-graph/subgraph-kit/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connectRedis, type SharedRedis } from '../redis/connect-redis.ts';
import { hangingProxy } from '../redis/testing.ts';
import { startIssuer } from '../testing/issuer.ts';
import { enforcedBy, LABELLED, startForTest } from '../testing/test-gateway.ts';
import { type Counted, createRateLimits, type RateLimits } from './rate-limits.ts';

const signIn = (accountId: string, clientId = 'portal'): Counted => ({ caller: { accountId }, clientId });
const refused = expect.objectContaining({ code: 'RATE_LIMITED', httpStatus: 429, details: { retryAfterSeconds: expect.any(Number) } });

/** How many of `count` requests are taken. */
async function taken(limits: RateLimits, count: number, by: Counted | undefined, address = '192.0.2.1'): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, () => limits.take(by, address)));
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toEqual(refused);
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('rate limits', () => {
  it('count each person apart, whatever the client', async () => {
    const limits = createRateLimits({ perPerson: { requests: 3, seconds: 60 } });

    expect(await taken(limits, 5, signIn('hanh', 'portal'))).toBe(3);
    expect(await taken(limits, 1, signIn('hanh', 'app'))).toBe(0);
    expect(await taken(limits, 5, signIn('lan'))).toBe(3);
  });

  it('count all of one client together', async () => {
    const limits = createRateLimits({ perClient: { requests: 4, seconds: 60 } });

    expect(await taken(limits, 3, signIn('hanh'))).toBe(3);
    expect(await taken(limits, 3, signIn('lan'))).toBe(1);
    expect(await taken(limits, 3, signIn('lan', 'another'))).toBe(3);
  });

  it('count those who did not sign in by their address', async () => {
    const limits = createRateLimits({ perAddress: { requests: 2, seconds: 60 } });

    expect(await taken(limits, 3, undefined, '192.0.2.1')).toBe(2);
    expect(await taken(limits, 3, undefined, '192.0.2.2')).toBe(2);
    expect(await taken(limits, 1, signIn('hanh'), '192.0.2.1')).toBe(1);
  });

  it('say after how many seconds another request is taken', async () => {
    const limits = createRateLimits({ perPerson: { requests: 1, seconds: 30 } });
    await limits.take(signIn('hanh'), '');

    await expect(limits.take(signIn('hanh'), '')).rejects.toMatchObject({ details: { retryAfterSeconds: 30 } });
  });
});

const withRedis = hasRedis ? describe : describe.skip;

withRedis('rate limits of several replicas', () => {
  const opened: (SharedRedis | TestRedis)[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });
  const replicas = async () => {
    const server = await startRedis();
    const [one, other] = [await connectRedis(server.url), await connectRedis(server.url)];
    opened.push(server, one, other);
    const limitsOf = ({ client }: SharedRedis) => createRateLimits({ redis: client, perPerson: { requests: 4, seconds: 60 } });
    return { server, one: limitsOf(one), other: limitsOf(other) };
  };

  it('count together', async () => {
    const { one, other } = await replicas();

    expect(await taken(one, 3, signIn('hanh'))).toBe(3);
    expect(await taken(other, 3, signIn('hanh'))).toBe(1);
  });

  it('wait a moment for a Redis that hangs, then count apart', async () => {
    const { server } = await replicas();
    const proxy = await hangingProxy(server.url);
    const redis = await connectRedis(proxy.url);
    const limits = createRateLimits({ redis: redis.client, perPerson: { requests: 4, seconds: 60 } });
    proxy.hang();

    expect(await taken(limits, 5, signIn('hanh'))).toBe(4);
    const asked = proxy.taken();
    expect(await taken(limits, 1, signIn('hanh'))).toBe(0);
    expect(proxy.taken()).toBe(asked);
    await redis.close();
    proxy.close();
  });

  it('count apart while Redis is away, and refuse nobody because of it', async () => {
    const { server, one, other } = await replicas();
    await server.kill();

    expect(await taken(one, 5, signIn('hanh'))).toBe(4);
    expect(await taken(other, 5, signIn('hanh'))).toBe(4);
  });
});

describe('the gateway', () => {
  it('answers 429 and says when to come back, before it reads what is asked', async () => {
    const provider = await startIssuer();
    const limits = { perPerson: { requests: 2, seconds: 60 }, perAddress: { requests: 1, seconds: 60 } };
    const gateway = await startForTest({ ...enforcedBy(provider), sdl: LABELLED, rateLimits: limits });
    const authorization = `Bearer ${await provider.token()}`;
    const ask = (headers: Readonly<Record<string, string>>) => gateway.post({ query: '{ __typename }' }, headers);

    const signedIn = [await ask({ authorization }), await ask({ authorization }), await ask({ authorization })];
    const anonymous = [await ask({}), await ask({})];
    await gateway.close();
    await provider.close();

    expect(signedIn.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(anonymous.map(({ status }) => status)).toEqual([200, 429]);
    expect(Number(signedIn[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await signedIn[2]?.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });
});

describe('connectRedis', () => {
  it('refuses an address where no server is', async () => {
    await expect(connectRedis('redis://127.0.0.1:1')).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      details: { setting: 'redisUrl' },
    });
  });
});
