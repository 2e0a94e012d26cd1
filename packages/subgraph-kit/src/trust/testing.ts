import type { CallerClaims } from './caller-claims.ts';
import type { TrustKeyPair } from './key-pair.ts';
import { createTrustKeyRing, type TrustKeyRing } from './key-ring.ts';
import { createPeerKeys } from './peer-keys.ts';
import { memoryReplayCache, type ReplayCache } from './replay-cache.ts';
import { createTrustSigner, type OutgoingRequest } from './signer.ts';
import { createTrustVerifier } from './verifier.ts';

/** The moment at which tests begin. */
export const testTime = Date.parse('2026-06-15T09:00:00+07:00');

export const someClaims: CallerClaims = {
  requestId: 'req-1',
  caller: {
    accountId: 'bs.hanh',
    role: 'physician',
    purpose: 'TREAT',
    scopes: ['openid', 'user/*.rs'],
    facilityId: 'F44001',
    assuranceLevel: 2,
    act: 'system:safety-check',
  },
};

/** A clock that tests set. */
export interface TestClock {
  readonly now: () => number;
  advance(ms: number): void;
}

export function testClock(): TestClock {
  let time = testTime;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}

/** A gateway as endpoints and attackers see it. */
export function aGateway(clock: TestClock, keys: TrustKeyRing = createTrustKeyRing()) {
  return { keys, signer: createTrustSigner({ keys, now: clock.now }) };
}

export interface EndpointOptions {
  readonly replays?: ReplayCache;
  readonly first?: TrustKeyPair;
  /** Whose keys the endpoint trusts. */
  readonly trusts: TrustKeyRing;
}

/** An endpoint, with what a gateway needs to reach it. */
export function anEndpoint(name: string, clock: TestClock, { trusts, first, replays }: EndpointOptions) {
  const keys = createTrustKeyRing(first === undefined ? {} : { first });
  const gateway = createPeerKeys({ load: async () => trusts.published(), now: clock.now });
  const peer = createPeerKeys({ load: async () => keys.published(), now: clock.now });
  const verify = createTrustVerifier({
    endpoint: name,
    keys,
    gateway,
    replays: replays ?? memoryReplayCache({ now: clock.now }),
    now: clock.now,
  });
  const fetchOf = (body: string): OutgoingRequest => ({ endpoint: name, peer, method: 'POST', path: '/graphql', body });
  return { name, keys, gateway, peer, verify, fetchOf };
}
