import type { StoreConnection } from '@health-graph/store';

/** A version of a subgraph as it was published; never changed. */
export interface SubgraphVersion {
  readonly name: string;
  /** 1, 2, 3: within its subgraph. */
  readonly version: number;
  readonly sdl: string;
  /** SHA-256 of the SDL, hex. */
  readonly hash: string;
  readonly url: string;
  /** Account id; `platform` for the schema that the gateway starts with. */
  readonly publishedBy: string;
  readonly publishedAt: string;
  readonly note?: string;
}

/** One composed supergraph; never changed. */
export interface SupergraphVersion {
  /** 1, 2, 3. */
  readonly version: number;
  readonly sdl: string;
  /** SHA-256 of the SDL, hex. */
  readonly hash: string;
  readonly subgraphs: readonly SubgraphReference[];
  /** The version that was served when it was composed, to which it is rolled back. */
  readonly parent?: number;
  readonly publishedBy: string;
  readonly publishedAt: string;
  readonly note?: string;
}

export interface SubgraphReference {
  readonly name: string;
  readonly version: number;
}

/** Which supergraph is served. */
export interface Active {
  readonly version: number;
  /** How often it changed: a rollback changes it, too. */
  readonly sequence: number;
}

export interface StoredGrant {
  readonly publisher: string;
  readonly subgraphs: readonly string[];
  readonly claims: readonly string[];
  readonly hosts: readonly string[];
  readonly weakens: readonly string[];
  readonly grantedBy: string;
  readonly grantedAt: string;
}

export interface StoredOperation {
  readonly hash: string;
  readonly document: string;
  readonly name?: string;
  readonly client: string;
  readonly count: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

type Stored<Content, Id> = Content & { readonly _id: Id };

/** The registry's collections in the gateway's own database. */
export function registryCollections({ mongoose }: Pick<StoreConnection, 'mongoose'>) {
  return {
    subgraphs: mongoose.collection<Stored<SubgraphVersion, string>>('registry_subgraphs'),
    supergraphs: mongoose.collection<Stored<SupergraphVersion, number>>('registry_supergraphs'),
    active: mongoose.collection<Stored<Active, typeof activeId>>('registry_active'),
    grants: mongoose.collection<Stored<StoredGrant, string>>('registry_grants'),
    operations: mongoose.collection<Stored<StoredOperation, string>>('registry_operations'),
  };
}

export type RegistryCollections = ReturnType<typeof registryCollections>;

export const activeId = 'active';

/** Acknowledged when it cannot be lost any more; transactions are anyway. */
export const written = { writeConcern: { w: 'majority', journal: true } } as const;

export async function prepareCollections({ subgraphs, supergraphs, active, grants, operations }: RegistryCollections): Promise<void> {
  await subgraphs.createIndex({ name: 1, version: -1 }, { unique: true });
  await supergraphs.createIndex({ hash: 1 });
  await active.createIndex({ sequence: 1 }); // So that the collection is there: a transaction makes none.
  await grants.createIndex({ subgraphs: 1 });
  await operations.createIndex({ lastSeenAt: 1 }, { expireAfterSeconds: keptDays * 86_400 });
}

/** Operations keep others from what they use for 30 days; a month more to look back. */
const keptDays = 60;

/** Without the key, which says nothing that the content does not. */
export function contentOf<Content extends object>({ _id, ...content }: Content & { readonly _id: unknown }): Omit<Content, '_id'> {
  return content as Omit<Content, '_id'>;
}
