import { connect } from '@health-graph/store';
import { safetyProfileOperation } from '../safety-check/safety-profile-route.ts';
import { operationId } from './operation-id.ts';
import { type OperationStore, operationStore, type RegisteredOperation } from './operation-store.ts';
import { type AllowListSettings, pollMsOf } from './settings.ts';

/** The operations that may run, in memory; the store holds them for all replicas. */
export interface AllowList {
  /** The document of this id. */
  textOf(id: string): string | undefined;
  has(id: string): boolean;
  /** In the order of their ids. */
  all(): readonly RegisteredOperation[];
  /** Gives how many were new; they run here when this settles, and at the other replicas when they look next. @throws {StoreUnavailable} */
  add(operations: readonly RegisteredOperation[]): Promise<number>;
  /** @throws {StoreUnavailable} */
  remove(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Pharmacy's one question, which the gateway itself asks. */
const ownOperation = operationId(safetyProfileOperation);

export interface AllowListOptions {
  readonly settings: AllowListSettings;
  /** Told what went wrong while the list was looked at again, and how many operations it has after a change. */
  readonly onRefresh: (outcome: { readonly failure: unknown } | { readonly operations: number }) => void;
}

/** @throws {StoreUnavailable} when the list cannot be read to begin with; later a lost store leaves the list as it is */
export async function openAllowList({ settings, onRefresh }: AllowListOptions): Promise<AllowList> {
  const connection = await connect({ url: settings.storeUrl, database: settings.database ?? 'gateway', poolSize: 2 });
  const store = operationStore(connection);
  try {
    const held = await hold(store);
    const timer = setInterval(() => {
      held.refresh().then(
        (operations) => operations !== undefined && onRefresh({ operations }),
        (failure: unknown) => onRefresh({ failure }),
      );
    }, pollMsOf(settings)).unref();
    return {
      textOf: (id) => held.current().get(id)?.text,
      has: (id) => held.current().has(id) || id === ownOperation,
      all: () => [...held.current().values()],
      add: async (operations) => {
        const added = await store.add(operations);
        await held.refresh();
        return added;
      },
      remove: async (id) => {
        const isRemoved = await store.remove(id);
        await held.refresh();
        return isRemoved;
      },
      close: async () => {
        clearInterval(timer);
        await connection.close();
      },
    };
  } catch (failure) {
    await connection.close();
    throw failure;
  }
}

type Operations = ReadonlyMap<string, RegisteredOperation>;

/** What the store holds, read again when its number changed; `refresh` tells how many there are then. */
async function hold(store: OperationStore): Promise<{ current(): Operations; refresh(): Promise<number | undefined> }> {
  const read = async (revision: number) => {
    const operations: Operations = new Map((await store.all()).map((operation) => [operation.id, operation]));
    return { revision, operations };
  };
  // The number is read first: a change in between is seen at the next look.
  let held = await read(await store.revision());
  return {
    current: () => held.operations,
    refresh: async () => {
      const revision = await store.revision();
      if (revision === held.revision) return undefined;
      const next = await read(revision);
      if (next.revision > held.revision) held = next; // Two looks at once: the later state stays.
      return held.operations.size;
    },
  };
}
