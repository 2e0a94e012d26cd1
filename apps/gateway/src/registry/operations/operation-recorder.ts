import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { asksForData } from '../../audit/asks-for-data.ts';
import { type BoundedCache, createBoundedCache } from '../../bounded-cache.ts';
import { type OperationShape, operationShape } from './operation-shape.ts';

/** How often a client sent operations of one shape since the last time that somebody asked. */
export interface OperationUse extends OperationShape {
  readonly client: string;
  readonly count: number;
}

/** What a request is for the recorder. */
export interface SentOperation {
  /** SHA-256 of the text that was sent. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The application. Absent: nobody signed in, and nothing is noted: there is nobody to ask, and no data that was shown. */
  readonly client: string | undefined;
}

export interface OperationRecorder {
  /** Counts; nothing is written while a request waits. */
  note(sent: SentOperation): void;
  /** Writes what was counted. */
  flush(): Promise<void>;
  /** Writes the rest, and counts no more. */
  close(): Promise<void>;
}

export interface OperationRecorderOptions {
  readonly write: (uses: readonly OperationUse[]) => Promise<void>;
  readonly onFailure: (failure: unknown) => void;
  /** Default 5,000. */
  readonly everyMs?: number;
  /** Shapes of one client that are counted at all, since this process started. Default 2,000. */
  readonly perClient?: number;
}

interface Counted extends OperationShape {
  readonly client: string;
  count: number;
}

/** A client that asks one operation a thousand times costs one look into a map each time, and one update every few seconds. */
export function createOperationRecorder({
  write,
  onFailure,
  everyMs = 5_000,
  perClient = 2_000,
}: OperationRecorderOptions): OperationRecorder {
  const shapes: BoundedCache<OperationShape> = createBoundedCache(perClient);
  const counts = createCounts(perClient);
  const flush = async (): Promise<void> => {
    const uses = counts.take();
    if (uses.length === 0) return;
    await write(uses).catch((failure: unknown) => {
      for (const use of uses) counts.add(use, use.client, use.count); // With the next ones, rather than not at all.
      throw failure;
    });
  };
  const timer = setInterval(() => void flush().catch(onFailure), everyMs).unref();
  return {
    note: ({ hash, document, operation, client }) => {
      if (client === undefined || !asksForData(document, operation)) return;
      const key = `${hash}:${operation.name?.value ?? ''}`;
      const shape = shapes.get(key) ?? operationShape(document, operation);
      shapes.set(key, shape);
      counts.add(shape, client, 1);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(onFailure);
    },
  };
}

/** A client that makes up operations fills neither memory nor store. */
function createCounts(perClient: number) {
  const known = new Map<string, Set<string>>();
  let counted = new Map<string, Counted>();
  const isCounted = (client: string, hash: string): boolean => {
    const hashes = known.get(client) ?? new Set();
    known.set(client, hashes);
    return hashes.has(hash) || (hashes.size < perClient && hashes.add(hash) !== undefined);
  };
  return {
    add: (shape: OperationShape, client: string, count: number): void => {
      const key = `${shape.hash}:${client}`;
      const before = counted.get(key);
      if (before !== undefined) before.count += count;
      else if (isCounted(client, shape.hash)) counted.set(key, { ...shape, client, count });
    },
    take: (): readonly OperationUse[] => {
      const taken = [...counted.values()];
      counted = new Map();
      return taken;
    },
  };
}
