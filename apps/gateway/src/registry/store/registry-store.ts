import { NotFound, VersionConflict } from '@health-graph/errors';
import { type StoreConnection, translated } from '@health-graph/store';
import type { OperationUse } from '../operations/operation-recorder.ts';
import type { Grant } from '../rules/grant.ts';
import type { RecordedOperation } from '../rules/operation-rule.ts';
import { recordedSince, storeUses } from './operation-uses.ts';
import {
  type Active,
  activeId,
  contentOf,
  prepareCollections,
  type RegistryCollections,
  registryCollections,
  type StoredGrant,
  type SubgraphVersion,
  type SupergraphVersion,
  written,
} from './registry-documents.ts';

/** What the registry keeps. Every method fails with `STORE_UNAVAILABLE` when the store does not answer. */
export interface RegistryStore {
  prepare(): Promise<void>;
  active(): Promise<Active | undefined>;
  supergraph(version: number): Promise<SupergraphVersion>;
  /** Newest first, without their SDL. */
  supergraphs(limit: number): Promise<readonly Omit<SupergraphVersion, 'sdl'>[]>;
  subgraph(name: string, version: number): Promise<SubgraphVersion>;
  /** Newest first, of these names or of all, without their SDL. */
  subgraphs(names: readonly string[] | undefined, limit: number): Promise<readonly Omit<SubgraphVersion, 'sdl'>[]>;
  /** Those of the newest versions, each once. */
  earlierSdls(name: string, limit: number): Promise<readonly string[]>;
  /** The last version that this publisher published. */
  lastOf(name: string, publishedBy: string): Promise<SubgraphVersion | undefined>;
  /** @throws {VersionConflict} when another one is served by now */
  publish(next: NewSupergraph, expected: Active | undefined): Promise<Active>;
  /** @throws {VersionConflict} when another one is served by now */
  activate(version: number, expected: Active): Promise<Active>;
  grants(): Promise<readonly StoredGrant[]>;
  grantOf(publisher: string): Promise<StoredGrant | undefined>;
  saveGrant(grant: Grant, by: { readonly grantedBy: string; readonly grantedAt: string }): Promise<void>;
  /** Whether there was one. */
  removeGrant(publisher: string): Promise<boolean>;
  addUses(uses: readonly OperationUse[], at: Date): Promise<void>;
  operationsSince(since: Date): Promise<readonly RecordedOperation[]>;
}

/** A supergraph with the subgraphs that are new in it. */
export interface NewSupergraph {
  readonly sdl: string;
  readonly hash: string;
  /** Versions that stay. */
  readonly kept: SupergraphVersion['subgraphs'];
  readonly published: readonly Omit<SubgraphVersion, 'version' | 'publishedBy' | 'publishedAt' | 'note'>[];
  readonly publishedBy: string;
  readonly publishedAt: string;
  readonly note?: string;
}

export function registryStore(connection: StoreConnection): RegistryStore {
  const collections = registryCollections(connection);
  const { subgraphs, supergraphs, active, grants, operations } = collections;
  const newestFirst = { projection: { sdl: 0 }, sort: { publishedAt: -1, version: -1 } } as const;
  return {
    prepare: () => translated(() => prepareCollections(collections)),
    active: () => translated(async () => withoutKey(await active.findOne({ _id: activeId }))),
    supergraph: (version) => translated(async () => found(withoutKey(await supergraphs.findOne({ _id: version })))),
    supergraphs: (limit) => translated(async () => (await supergraphs.find({}, { ...newestFirst, limit }).toArray()).map(contentOf)),
    subgraph: (name, version) => translated(async () => found(withoutKey(await subgraphs.findOne({ _id: keyOf(name, version) })))),
    subgraphs: (names, limit) =>
      translated(async () => {
        const filter = names === undefined ? {} : { name: { $in: [...names] } };
        return (await subgraphs.find(filter, { ...newestFirst, limit }).toArray()).map(contentOf);
      }),
    earlierSdls: (name, limit) =>
      translated(async () => {
        const found = await subgraphs.find({ name }, { projection: { sdl: 1 }, sort: { version: -1 }, limit }).toArray();
        return [...new Set(found.map(({ sdl }) => sdl))];
      }),
    lastOf: (name, publishedBy) =>
      translated(async () => withoutKey(await subgraphs.find({ name, publishedBy }).sort({ version: -1 }).limit(1).next())),
    publish: (next, expected) => conflicting(() => publish(connection, collections, next, expected)),
    activate: (version, expected) =>
      translated(async () => {
        const next = { version, sequence: expected.sequence + 1 };
        const { matchedCount } = await active.updateOne({ _id: activeId, sequence: expected.sequence }, { $set: next }, written);
        if (matchedCount === 0) throw conflict();
        return next;
      }),
    grants: () => translated(async () => (await grants.find().sort({ _id: 1 }).toArray()).map(contentOf)),
    grantOf: (publisher) => translated(async () => withoutKey(await grants.findOne({ _id: publisher }))),
    saveGrant: (grant, by) =>
      translated(async () => void (await grants.replaceOne({ _id: grant.publisher }, { ...grant, ...by }, { upsert: true, ...written }))),
    removeGrant: (publisher) => translated(async () => (await grants.deleteOne({ _id: publisher }, written)).deletedCount > 0),
    addUses: (uses, at) => translated(() => storeUses(operations, uses, at)),
    operationsSince: (since) => translated(() => recordedSince(operations, since)),
  };
}

const keyOf = (name: string, version: number): string => `${name}:${version}`;

/** All of it, or nothing; replicas that publish at once do so one after the other. */
async function publish(
  connection: StoreConnection,
  { subgraphs, supergraphs, active }: RegistryCollections,
  next: NewSupergraph,
  expected: Active | undefined,
): Promise<Active> {
  const { publishedBy, publishedAt, note, sdl, hash } = next;
  const by = { publishedBy, publishedAt, ...(note === undefined ? {} : { note }) };
  return connection.transaction(async (session) => {
    const references = [...next.kept];
    for (const published of next.published) {
      const last = await subgraphs.find({ name: published.name }, { session }).sort({ version: -1 }).limit(1).next();
      const version = (last?.version ?? 0) + 1;
      await subgraphs.insertOne({ _id: keyOf(published.name, version), ...published, ...by, version }, { session });
      references.push({ name: published.name, version });
    }
    const newest = await supergraphs.find({}, { session }).sort({ _id: -1 }).limit(1).next();
    const version = (newest?.version ?? 0) + 1;
    const parent = expected === undefined ? {} : { parent: expected.version };
    await supergraphs.insertOne({ _id: version, version, sdl, hash, subgraphs: references, ...by, ...parent }, { session });
    const nextActive = { version, sequence: (expected?.sequence ?? 0) + 1 };
    if (expected === undefined) await active.insertOne({ _id: activeId, ...nextActive }, { session });
    else {
      const { matchedCount } = await active.updateOne({ _id: activeId, sequence: expected.sequence }, { $set: nextActive }, { session });
      if (matchedCount === 0) throw conflict();
    }
    return nextActive;
  });
}

/** Two who number their versions alike meet at the key. */
async function conflicting<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (failure) {
    if ((failure as { readonly code?: unknown }).code === duplicateKey) throw conflict();
    throw failure;
  }
}

const duplicateKey = 11_000;

const conflict = () =>
  new VersionConflict('Another supergraph was published or rolled back meanwhile; read again and retry.', { id: activeId });

const withoutKey = <Content extends { readonly _id: unknown }>(stored: Content | null) => (stored === null ? undefined : contentOf(stored));

function found<Content>(content: Content | undefined): Content {
  if (content === undefined) throw new NotFound('There is no such version.');
  return content;
}
