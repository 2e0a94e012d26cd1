import type { GraphVersion } from './graph-version.ts';
import type { SupergraphSource, SupergraphText } from './supergraph-source.ts';

/** A version that stays whole until it is let go. */
export interface Lease {
  readonly graph: GraphVersion;
  /** Another lease of the same version, while this one is held. */
  share(): Lease;
  /** May be called twice. */
  release(): void;
}

/** The versions of the graph that one gateway serves: the newest, and older ones as long as something that began with them goes on. */
export interface GraphVersions {
  /** For work that begins and ends now. */
  readonly newest: GraphVersion;
  /** The newest, for work that lasts: it goes on with this one whatever comes. */
  lease(): Lease;
  /** Calls `act` after each swap, until the function that it gives back is called. */
  onSwap(act: () => void): () => void;
  /** Takes no more changes, and lets all versions go whatever is going on. */
  close(): Promise<void>;
}

/** Whoever wants to know what is served. */
export interface SwapObserver {
  /** It is served from now on, in the place of the one before; there is none before the first. */
  serving(version: string, before: string | undefined): void;
  /** So many versions are alive. */
  alive(count: number): void;
  /** It cannot be served, or it cannot be had; what was served goes on. */
  refused(version: string | undefined, failure: unknown): void;
}

export interface GraphVersionsOptions {
  readonly first: GraphVersion;
  readonly source: SupergraphSource;
  /** Rejects what cannot be served. */
  readonly open: (text: SupergraphText) => Promise<GraphVersion>;
  readonly observer: SwapObserver;
}

export function createGraphVersions({ first, source, open, observer }: GraphVersionsOptions): GraphVersions {
  const alive = new Set<HeldVersion>();
  const listeners = new Set<() => void>();
  let isClosed = false;
  const serve = (graph: GraphVersion, before?: GraphVersion): HeldVersion => {
    const held = holdVersion(graph, () => {
      alive.delete(held);
      observer.alive(alive.size);
    });
    alive.add(held);
    observer.serving(graph.version, before?.version);
    observer.alive(alive.size);
    return held;
  };
  let newest = serve(first);
  const swap = async (next: SupergraphText): Promise<void> => {
    if (next.version === newest.graph.version) return;
    const graph = await open(next);
    if (isClosed) return graph.close();
    const before = newest;
    newest = serve(graph, before.graph);
    for (const act of [...listeners]) act();
    before.retire();
  };
  const stop = source.onChange({
    changed: oneAtATime((next) => swap(next).catch((failure: unknown) => observer.refused(next.version, failure))),
    failed: (failure) => observer.refused(undefined, failure),
  });
  return {
    get newest() {
      return newest.graph;
    },
    lease: () => newest.lease(),
    onSwap: (act) => {
      listeners.add(act);
      return () => listeners.delete(act);
    },
    close: async () => {
      isClosed = true;
      stop();
      await Promise.all([...alive].map((held) => held.close()));
    },
  };
}

interface HeldVersion {
  readonly graph: GraphVersion;
  lease(): Lease;
  /** Nobody will lease it any more: it is closed when the last lease ends. */
  retire(): void;
  /** Once, however often it is called: who stops an Apollo Server that is stopping waits forever. */
  close(): Promise<void>;
}

function holdVersion(graph: GraphVersion, onOver: () => void): HeldVersion {
  let leases = 0;
  let isRetired = false;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= graph.close();
    return closing;
  };
  const closeIfOver = (): void => {
    if (!isRetired || leases > 0) return;
    // Nobody waits for it, and there is nothing left that could be done about it.
    void close()
      .catch(() => undefined)
      .finally(onOver);
  };
  const lease = (): Lease => {
    leases += 1;
    let isHeld = true;
    return {
      graph,
      share: lease,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        leases -= 1;
        closeIfOver();
      },
    };
  };
  return {
    graph,
    close,
    lease,
    retire: () => {
      isRetired = true;
      closeIfOver();
    },
  };
}

/** While one is taken, the newest of those that come waits; those between are of no use any more. */
function oneAtATime<Item>(take: (item: Item) => Promise<void>): (item: Item) => void {
  let waiting: { readonly item: Item } | undefined;
  let isTaking = false;
  const run = async (): Promise<void> => {
    isTaking = true;
    while (waiting !== undefined) {
      const { item } = waiting;
      waiting = undefined;
      await take(item);
    }
    isTaking = false;
  };
  return (item) => {
    waiting = { item };
    if (!isTaking) void run();
  };
}
