import { lookup } from 'node:dns/promises';
import { setTimeout } from 'node:timers/promises';
import { BadUserInput } from '@health-graph/errors';
import { connect } from '@health-graph/store';
import type { SubgraphUrls } from '../endpoints.ts';
import type { SupergraphSource } from '../hot-swap/supergraph-source.ts';
import { type Announcements, openAnnouncements } from './announcements.ts';
import { type BaseOutcome, publishBase } from './base.ts';
import { createOperationRecorder, type OperationRecorder } from './operations/operation-recorder.ts';
import { type Asked, checkPublication, type Published, type PublishParts, publish, type Report, servedNow } from './publish.ts';
import { readBase } from './read-base.ts';
import { registrySource } from './registry-source.ts';
import type { Grant } from './rules/grant.ts';
import { judgeApart } from './rules/judge-apart.ts';
import { createNetworks } from './rules/networks.ts';
import type { ResolveName } from './rules/url-rule.ts';
import { pollMsOf, type RegistrySettings } from './settings.ts';
import type { StoredGrant, SubgraphVersion, SupergraphVersion } from './store/registry-documents.ts';
import { type RegistryStore, registryStore } from './store/registry-store.ts';

export interface Versions {
  /** The supergraph that is served. */
  readonly active: number;
  readonly subgraphs: readonly (Omit<SubgraphVersion, 'sdl'> & { readonly isServed: boolean })[];
  /** For platform staff only. */
  readonly supergraphs?: readonly (Omit<SupergraphVersion, 'sdl'> & { readonly isServed: boolean })[];
}

/** What the gateway knows of its own graph: who publishes what, and what is served. */
export interface Registry {
  readonly source: SupergraphSource;
  /** What became of the schema that this gateway was started with. */
  readonly base: BaseOutcome;
  readonly recorder: OperationRecorder;
  check(asked: Asked): Promise<Report>;
  publish(asked: Asked): Promise<Published>;
  /** To the version that was served before this one was composed, unless another is named. @throws {NotFound} */
  rollback(to: number | undefined): Promise<{ readonly supergraph: number; readonly from: number }>;
  /** @param publisher only what this one may publish */
  versions(publisher: string | undefined): Promise<Versions>;
  grants(publisher: string | undefined): Promise<{ readonly grants: readonly StoredGrant[] }>;
  grant(grant: Grant, by: string): Promise<StoredGrant>;
  revoke(publisher: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface RegistryOptions extends RegistrySettings {
  readonly redisUrl: string | undefined;
  /** Of the platform's own subgraphs. */
  readonly subgraphUrls: SubgraphUrls;
  readonly onFailure: (failure: unknown) => void;
  readonly now?: () => Date;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveName;
}

/** The system's resolver has no deadline of its own. */
const resolveWithinMs = 5_000;

const resolveAll: ResolveName = async (name) => {
  const late = setTimeout(resolveWithinMs, [], { ref: false });
  return (await Promise.race([lookup(name, { all: true }), late])).map(({ address }) => address);
};

/** @throws {InvalidConfiguration} when there is nothing to serve, {@link StoreUnavailable} when the store does not answer */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { storeUrl, database = 'gateway', schemaFolder, redisUrl, onFailure, now = () => new Date() } = options;
  const base = schemaFolder === undefined ? [] : await readBase(schemaFolder, options.subgraphUrls);
  const connection = await connect({ url: storeUrl, database });
  try {
    const store = registryStore(connection);
    await store.prepare();
    const { judge, close: endJudge } = judgeApart();
    const outcome = await publishBase({ store, judge, now }, base);
    const announcements = await openAnnouncements(redisUrl);
    if (outcome.kind === 'published') announcements.announce();
    const recorder = createOperationRecorder({ write: (uses) => store.addUses(uses, now()), onFailure });
    const parts: PublishParts = {
      store,
      judge,
      now,
      resolve: options.resolve ?? resolveAll,
      isProduction: options.localUrls !== true,
      allowedNetworks: createNetworks(options.allowedNetworks ?? []),
      flushOperations: recorder.flush,
    };
    return {
      source: registrySource({ store, announcements, everyMs: pollMsOf(options) }),
      base: outcome,
      recorder,
      ...actionsOf(parts, announcements),
      close: onlyOnce(async () => {
        await Promise.all([recorder.close(), endJudge()]);
        await announcements.close();
        await connection.close();
      }),
    };
  } catch (failure) {
    await connection.close();
    throw failure;
  }
}

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

type Actions = Pick<Registry, 'check' | 'publish' | 'rollback' | 'versions' | 'grants' | 'grant' | 'revoke'>;

function actionsOf(parts: PublishParts, { announce }: Announcements): Actions {
  const { store, now } = parts;
  return {
    check: (asked) => checkPublication(parts, asked),
    publish: async (asked) => {
      const published = await publish(parts, asked);
      if (published.isNew) announce();
      return published;
    },
    rollback: async (to) => {
      const rolled = await rollback(store, to);
      announce();
      return rolled;
    },
    versions: (publisher) => versionsFor(store, publisher),
    grants: async (publisher) => {
      if (publisher === undefined) return { grants: await store.grants() };
      const own = await store.grantOf(publisher);
      return { grants: own === undefined ? [] : [own] };
    },
    grant: async (grant, grantedBy) => {
      const by = { grantedBy, grantedAt: now().toISOString() };
      await store.saveGrant(grant, by);
      return { ...grant, ...by };
    },
    revoke: (publisher) => store.removeGrant(publisher),
  };
}

async function rollback(store: RegistryStore, to: number | undefined) {
  const { active, served } = await servedNow(store);
  const version = to ?? served.parent;
  if (version === undefined) throw new BadUserInput('There is no version before this one.', { argument: 'to' });
  if (version === active.version) throw new BadUserInput('This version is served already.', { argument: 'to' });
  await store.supergraph(version);
  await store.activate(version, active);
  return { supergraph: version, from: active.version };
}

const shownVersions = 200;

async function versionsFor(store: RegistryStore, publisher: string | undefined): Promise<Versions> {
  const { active, served } = await servedNow(store);
  const names = publisher === undefined ? undefined : ((await store.grantOf(publisher))?.subgraphs ?? []);
  const isServed = ({ name, version }: Pick<SubgraphVersion, 'name' | 'version'>): boolean =>
    served.subgraphs.some((reference) => reference.name === name && reference.version === version);
  const subgraphs = (await store.subgraphs(names, shownVersions)).map((one) => ({ ...one, isServed: isServed(one) }));
  if (publisher !== undefined) return { active: active.version, subgraphs };
  const supergraphs = (await store.supergraphs(shownVersions)).map((one) => ({ ...one, isServed: one.version === active.version }));
  return { active: active.version, subgraphs, supergraphs };
}
