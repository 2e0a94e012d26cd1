import type { KeyObject } from 'node:crypto';
import { type PublishedKeys, publicKeyOf } from './key-pair.ts';

/** A public key of a peer. */
export interface PeerKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
}

/** What is known of the keys of one peer: a gateway's for an endpoint, an endpoint's for a gateway. */
export interface PeerKeys {
  /** The key the peer uses; rejects while it was never reached. */
  current(): Promise<PeerKey>;
  /** The key of this id; one that is not known yet is asked for, but no more often than `minimumIntervalMs`. */
  find(kid: string): PeerKey | undefined | Promise<PeerKey | undefined>;
  /** Asks the peer now; what was known stays when it does not answer. */
  refresh(): Promise<void>;
}

export interface PeerKeysOptions {
  /** Fetches what the peer publishes, over a path that proves who answers: TLS to a configured host, or this machine's own data folder. */
  readonly load: () => Promise<PublishedKeys>;
  /** Unknown ids make the peer be asked no more often than this: they are free for an attacker to invent. Default 5,000. */
  readonly minimumIntervalMs?: number;
  /** What is known is asked for again after this time, so that a key that was withdrawn is forgotten. Default 60,000; a rotation must take longer. */
  readonly maximumAgeMs?: number;
  /** Milliseconds since 1970; the clock unless a test gives its own. */
  readonly now?: () => number;
}

interface Known {
  readonly current: PeerKey;
  readonly byKid: ReadonlyMap<string, PeerKey>;
}

const maxKeys = 16;

export function createPeerKeys({ load, minimumIntervalMs = 5_000, maximumAgeMs = 60_000, now = Date.now }: PeerKeysOptions): PeerKeys {
  let known: Known | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    askedAt = now();
    try {
      known = knownOf(await load());
    } finally {
      asking = undefined;
    }
  };
  const refresh = (): Promise<void> => {
    asking ??= ask();
    return asking;
  };
  /** Nobody waits for what is asked for again only because it is old, and a peer that is away changes nothing. */
  const renewed = (): Known | undefined => {
    if (known !== undefined && now() - askedAt >= maximumAgeMs) refresh().catch(() => undefined);
    return known;
  };
  const findAfterAsking = async (kid: string): Promise<PeerKey | undefined> => {
    if (asking !== undefined || now() - askedAt >= minimumIntervalMs) await refresh();
    return known?.byKid.get(kid);
  };
  return {
    find: (kid) => renewed()?.byKid.get(kid) ?? findAfterAsking(kid),
    refresh,
    current: async () => {
      if (known === undefined) await refresh();
      const { current } = renewed() ?? {};
      if (current === undefined) throw new Error('The keys of the peer are not known.');
      return current;
    },
  };
}

function knownOf({ current, keys }: PublishedKeys): Known {
  const byKid = new Map(keys.slice(0, maxKeys).map((key): [string, PeerKey] => [key.kid, { kid: key.kid, publicKey: publicKeyOf(key) }]));
  const inUse = byKid.get(current);
  if (inUse === undefined) throw new Error('The peer publishes no key in use.');
  return { current: inUse, byKid };
}
