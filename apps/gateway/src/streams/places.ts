import { RateLimited } from '@health-graph/errors';

/** Counts what each caller has open at a time. */
export interface Places {
  /** Gives the function that frees the place again, which may be called twice. @throws {RateLimited} when the caller has no place left */
  take(caller: string): () => void;
}

export function createPlaces(maximum: number): Places {
  const taken = new Map<string, number>();
  return {
    take: (caller) => {
      const count = taken.get(caller) ?? 0;
      if (count >= maximum) throw tooMany(maximum);
      taken.set(caller, count + 1);
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        const left = (taken.get(caller) ?? 1) - 1;
        if (left === 0) taken.delete(caller);
        else taken.set(caller, left);
      };
    },
  };
}

export const tooMany = (limit: number): RateLimited => new RateLimited('Too many connections and streams are open.', { limit });
