/** A text that may be told to others until a time. */
export interface CachedText {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Texts within a bound of bytes, those used last. */
export interface ByteCache {
  get(key: string): CachedText | undefined;
  set(key: string, value: CachedText): void;
  readonly bytes: number;
}

/** What a Map, its key and the object around the text take, about. */
const overheadBytes = 200;
/** One text may not push out everything else. */
const largestShare = 8;

export function createByteCache(maximum: number, now: () => number): ByteCache {
  const entries = new Map<string, CachedText>();
  let bytes = 0;
  const remove = (key: string): void => {
    const known = entries.get(key);
    if (known !== undefined && entries.delete(key)) bytes -= sizeOf(key, known);
  };
  return {
    get: (key) => {
      const known = entries.get(key);
      if (known === undefined) return undefined;
      if (known.expiresAt <= now()) {
        remove(key);
        return undefined;
      }
      // A Map keeps insertion order: what is used moves to the end, what is at the front goes first.
      entries.delete(key);
      entries.set(key, known);
      return known;
    },
    set: (key, value) => {
      remove(key);
      const size = sizeOf(key, value);
      if (size > maximum / largestShare) return;
      entries.set(key, value);
      bytes += size;
      for (const oldest of entries.keys()) {
        if (bytes <= maximum) return;
        remove(oldest);
      }
    },
    get bytes() {
      return bytes;
    },
  };
}

/** A text beyond Latin 1, as Vietnamese is, takes two bytes a letter. */
const sizeOf = (key: string, { text }: CachedText): number => 2 * (key.length + text.length) + overheadBytes;
