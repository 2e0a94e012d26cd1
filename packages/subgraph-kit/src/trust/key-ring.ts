import { generateTrustKeyPair, type PublishedKeys, type TrustKeyPair } from './key-pair.ts';

/**
 * The rotating key pairs of one gateway or endpoint: the one in use, the one that comes next, and the one that was. A key is published one
 * rotation before it is used and accepted one rotation after, so that a peer that learns of keys once per rotation is never refused.
 */
export interface TrustKeyRing {
  readonly current: TrustKeyPair;
  find(kid: string): TrustKeyPair | undefined;
  published(): PublishedKeys;
  /** The next pair takes over. Call it no more often than peers ask for keys. */
  rotate(): void;
}

export interface TrustKeyRingOptions {
  /** The pair to begin with; replicas that share one identity share it. Default: a new one. */
  readonly first?: TrustKeyPair;
  /** Makes each further pair; the ones of replicas must agree. Default: new ones. */
  readonly nextPair?: () => TrustKeyPair;
}

export function createTrustKeyRing({ first, nextPair = generateTrustKeyPair }: TrustKeyRingOptions = {}): TrustKeyRing {
  let previous: TrustKeyPair | undefined;
  let current = first ?? nextPair();
  let next = nextPair();
  const all = (): readonly TrustKeyPair[] => [current, next, ...(previous === undefined ? [] : [previous])];
  return {
    get current() {
      return current;
    },
    find: (kid) => all().find((pair) => pair.kid === kid),
    published: () => ({ current: current.kid, keys: all().map(({ published }) => published) }),
    rotate: () => {
      [previous, current, next] = [current, next, nextPair()];
    },
  };
}
