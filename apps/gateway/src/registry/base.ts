import { InvalidConfiguration, VersionConflict } from '@health-graph/errors';
import { sdlHash } from './publish.ts';
import type { Finding } from './rules/finding.ts';
import type { Publication } from './rules/judge.ts';
import type { Judge } from './rules/judge-apart.ts';
import type { SubgraphVersion, SupergraphVersion } from './store/registry-documents.ts';
import type { RegistryStore } from './store/registry-store.ts';

/** By whom the platform's own subgraphs are published. */
export const platform = 'platform';

/** What became of the platform's own subgraphs at start. */
export type BaseOutcome =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'published'; readonly names: readonly string[]; readonly supergraph: number; readonly hash: string }
  /** What was served before is served on. */
  | { readonly kind: 'refused'; readonly names: readonly string[]; readonly findings: readonly Finding[] };

export interface BaseParts {
  readonly store: RegistryStore;
  readonly judge: Judge;
  readonly now: () => Date;
}

const maximumAttempts = 5;

/**
 * Publishes what is new in the schema that this gateway was started with, among what partners published. It was reviewed as code, with its permission
 * matrix, so that it may change classes and break operations; it must compose and keep the conventions. What was rolled back is not published again.
 * @throws {InvalidConfiguration} when nothing is served yet and this cannot be
 */
export async function publishBase(parts: BaseParts, base: readonly Publication[]): Promise<BaseOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await publishOnce(parts, base);
    } catch (failure) {
      // Another replica starts with the same schema.
      if (!(failure instanceof VersionConflict) || attempt === maximumAttempts) throw failure;
    }
  }
}

async function publishOnce({ store, judge, now }: BaseParts, base: readonly Publication[]): Promise<BaseOutcome> {
  const active = await store.active();
  const served = active && (await store.supergraph(active.version));
  const fresh = (await Promise.all(base.map((one) => newOf(store, one)))).flat();
  if (served === undefined && fresh.length === 0)
    throw new InvalidConfiguration('The registry has no supergraph, and no schema to begin with is given.', {
      setting: 'registry.schemaFolder',
    });
  if (fresh.length === 0) return { kind: 'unchanged' };
  const names = fresh.map(({ name }) => name);
  const kept = served?.subgraphs.filter(({ name }) => !names.includes(name)) ?? [];
  const others = await Promise.all(kept.map(({ name, version }) => store.subgraph(name, version)));
  const subgraphs = [...others.map(publicationOf), ...fresh];
  const { findings, supergraphSdl } = await judge({ subgraphs, published: names, operations: [], ...servedSdl(served) });
  if (findings.length > 0 || supergraphSdl === undefined) return refused(names, findings, served);
  const published = fresh.map((one) => ({ ...one, hash: sdlHash(one.sdl) }));
  const by = { publishedBy: platform, publishedAt: now().toISOString(), note: 'The schema that the gateway started with.' };
  const { version: supergraph } = await store.publish({ sdl: supergraphSdl, hash: sdlHash(supergraphSdl), kept, published, ...by }, active);
  return { kind: 'published', names, supergraph, hash: sdlHash(supergraphSdl) };
}

async function newOf(store: RegistryStore, one: Publication): Promise<readonly Publication[]> {
  const last = await store.lastOf(one.name, platform);
  return last?.hash === sdlHash(one.sdl) ? [] : [one];
}

const publicationOf = ({ name, sdl, url }: SubgraphVersion): Publication => ({ name, sdl, url });

const servedSdl = (served: SupergraphVersion | undefined) => (served === undefined ? {} : { served: served.sdl });

function refused(names: readonly string[], findings: readonly Finding[], served: SupergraphVersion | undefined): BaseOutcome {
  if (served !== undefined) return { kind: 'refused', names, findings };
  const [first] = findings;
  throw new InvalidConfiguration(`The schema to begin with cannot be served: ${first?.reason ?? 'it does not compose'}`, {
    setting: 'registry.schemaFolder',
    coordinate: first?.coordinate ?? '',
  });
}
