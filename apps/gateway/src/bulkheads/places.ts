/** Places for so many at a time, and a short queue before them, in which nobody waits long. */
export interface Places {
  /** Undefined: there is a place. Otherwise it settles when there is one; rejects when the queue is full, the wait too long, or `signal` aborts. */
  enter(signal: AbortSignal | undefined): Promise<void> | undefined;
  /** Once for each that entered. */
  leave(): void;
  readonly inside: number;
  readonly waiting: number;
}

export interface PlacesOptions {
  readonly places: number;
  readonly queue: number;
  readonly waitMs: number;
  /** What is thrown when there is no room. */
  readonly full: () => Error;
}

export function createPlaces({ places, queue, waitMs, full }: PlacesOptions): Places {
  let inside = 0;
  const line = new Set<() => void>();
  const wait = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (act: () => void): void => {
        line.delete(admit);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        act();
      };
      const abort = (): void => end(() => reject(signal?.reason));
      const admit = (): void => end(resolve);
      const timer = setTimeout(() => end(() => reject(full())), waitMs);
      signal?.addEventListener('abort', abort, { once: true });
      line.add(admit);
    });
  return {
    enter: (signal) => {
      if (inside < places) {
        inside++;
        return undefined;
      }
      return line.size < queue ? wait(signal) : Promise.reject(full());
    },
    leave: () => {
      const [next] = line;
      // A place goes from one to the next: `inside` stays.
      if (next === undefined) inside--;
      else next();
    },
    get inside() {
      return inside;
    },
    get waiting() {
      return line.size;
    },
  };
}
