import { RateLimited } from '@health-graph/errors';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisClientType } from 'redis';
import { LateAnswer, within } from '../redis/within.ts';

/** How many requests are taken within a time. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

export interface RateLimitSettings {
  /** Of one client app, all of its users together. Default 20,000 in 10 s. */
  readonly perClient?: RateLimit;
  /** Of one account. Default 300 in 10 s. */
  readonly perPerson?: RateLimit;
  /** Of one address, for requests that nobody signed in for. Default 100 in 10 s. */
  readonly perAddress?: RateLimit;
}

export interface RateLimitOptions extends RateLimitSettings {
  /** Counts for all replicas together. Without it, and while it is away, each process counts for itself: a lost Redis costs accuracy only. */
  readonly redis?: RedisClientType | undefined;
}

/** Who asks, as far as counting goes. */
export interface Counted {
  readonly caller: { readonly accountId: string };
  readonly clientId?: string;
}

export interface RateLimits {
  /** @throws {RateLimited} with the seconds after which another request is taken */
  take(signIn: Counted | undefined, address: string): Promise<void>;
}

const defaults = {
  perClient: { requests: 20_000, seconds: 10 },
  perPerson: { requests: 300, seconds: 10 },
  perAddress: { requests: 100, seconds: 10 },
} as const;

type Kind = keyof typeof defaults;

/** A request counts for its client and for its person; the narrower of the two refuses. */
export function createRateLimits({ redis, ...limits }: RateLimitOptions): RateLimits {
  const limiters = {
    perClient: limiterOf('perClient', limits.perClient, redis),
    perPerson: limiterOf('perPerson', limits.perPerson, redis),
    perAddress: limiterOf('perAddress', limits.perAddress, redis),
  };
  const count = async (kind: Kind, key: string): Promise<void> => {
    try {
      await limiters[kind].consume(key);
    } catch (refusal) {
      throw refusal instanceof RateLimiterRes ? tooMany(refusal) : refusal;
    }
  };
  return {
    take: async (signIn, address) => {
      if (signIn === undefined) return count('perAddress', address);
      await count('perPerson', signIn.caller.accountId);
      if (signIn.clientId !== undefined) await count('perClient', signIn.clientId);
    },
  };
}

const tooMany = ({ msBeforeNext }: RateLimiterRes): RateLimited =>
  new RateLimited('Too many requests; try again later.', { retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)) });

type Limiter = Pick<RateLimiterMemory, 'consume'>;

function limiterOf(kind: Kind, asked: RateLimit | undefined, redis: RedisClientType | undefined): Limiter {
  const { requests: points, seconds: duration } = asked ?? defaults[kind];
  const options = { keyPrefix: `health-graph:${kind}`, points, duration };
  const own = new RateLimiterMemory(options);
  if (redis === undefined) return own;
  // Who is refused once need not be asked about again while the time runs.
  const shared = new RateLimiterRedis({
    ...options,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: own,
  });
  return withinReach(shared, own);
}

const waitMs = 100;
/** After a wait in vain nothing is asked for so long, so that a server that hangs costs one wait and not one for each request. */
const pauseMs = 1_000;

/** A Redis that is away is told at once; one that hangs is not told at all. */
function withinReach(shared: Limiter, own: Limiter): Limiter {
  let pausedUntil = 0;
  return {
    consume: async (key) => {
      if (performance.now() < pausedUntil) return own.consume(key);
      try {
        return await within(shared.consume(key), waitMs);
      } catch (failure) {
        if (!(failure instanceof LateAnswer)) throw failure;
        pausedUntil = performance.now() + pauseMs;
        return own.consume(key);
      }
    },
  };
}
