import { lifetimeMs } from './signed-header.ts';

/** Remembers which headers were used. In one process by `memoryReplayCache`; replicas of an endpoint share one, as Redis' `SET NX PX`. */
export interface ReplayCache {
  /** True the first time `jti` comes; it is remembered until `expiresAt`, milliseconds since 1970. */
  admit(jti: string, expiresAt: number): boolean | Promise<boolean>;
}

export interface MemoryReplayCacheOptions {
  /** How many are remembered at most, about 100 bytes each. When more come in their lifetime, they are refused, not forgotten. Default 500,000. */
  readonly entries?: number;
  readonly now?: () => number;
}

/** Longer than any header can still be valid when it comes: its lifetime, and a clock that goes ahead. */
const generationMs = lifetimeMs + 2_000;

/** Two generations, each dropped whole: nothing is searched for what has expired. */
export function memoryReplayCache({ entries = 500_000, now = Date.now }: MemoryReplayCacheOptions = {}): ReplayCache {
  let young = new Set<string>();
  let old = new Set<string>();
  let youngSince = now();
  const age = (): void => {
    const passed = now() - youngSince;
    if (passed < generationMs) return;
    old = passed < 2 * generationMs ? young : new Set();
    young = new Set();
    youngSince = now();
  };
  return {
    admit: (jti) => {
      age();
      if (young.has(jti) || old.has(jti) || young.size + old.size >= entries) return false;
      young.add(jti);
      return true;
    },
  };
}
