import { hash } from 'node:crypto';
import { Forbidden, PublicationRefused, VersionConflict } from '@health-graph/errors';
import type { Finding } from './rules/finding.ts';
import type { Grant } from './rules/grant.ts';
import type { Publication, SchemaChange, Verdict } from './rules/judge.ts';
import type { Judge } from './rules/judge-apart.ts';
import type { Networks } from './rules/networks.ts';
import { type ResolveName, refusedUrl } from './rules/url-rule.ts';
import type { Active, SubgraphVersion, SupergraphVersion } from './store/registry-documents.ts';
import type { RegistryStore } from './store/registry-store.ts';

/** What it takes to look at a publication. */
export interface PublishParts {
  readonly store: RegistryStore;
  readonly judge: Judge;
  readonly resolve: ResolveName;
  readonly isProduction: boolean;
  readonly allowedNetworks: Networks;
  readonly now: () => Date;
  /** Writes the operations that this process counted. */
  readonly flushOperations: () => Promise<void>;
}

/** What was found out about a publication. */
export interface Report {
  readonly isAccepted: boolean;
  readonly findings: readonly Finding[];
  readonly hints: readonly string[];
  /** What clients would see change. */
  readonly changes: readonly SchemaChange[];
}

export interface Published extends Report {
  /** Of the subgraph, and of the supergraph that is served from now on. */
  readonly version: number;
  readonly supergraph: number;
  /** False: it is what is served already. */
  readonly isNew: boolean;
}

export interface Asked {
  readonly publication: Publication;
  /** Of whoever publishes. */
  readonly publisher: string;
  readonly note?: string;
}

/** Everything that is looked at, at one moment. */
interface Looked {
  readonly report: Report;
  readonly supergraphSdl: string | undefined;
  readonly active: Active;
  readonly served: SupergraphVersion;
  /** The version of it that is served; absent: it is new. */
  readonly before: SubgraphVersion | undefined;
}

/** How often somebody else may publish meanwhile. */
const maximumAttempts = 5;

/** Would it be taken? Nothing is kept. */
export async function checkPublication(parts: PublishParts, asked: Asked): Promise<Report> {
  return (await look(parts, asked)).report;
}

/** @throws {PublicationRefused} with the report */
export async function publish(parts: PublishParts, asked: Asked): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    const looked = await look(parts, asked);
    if (!looked.report.isAccepted || looked.supergraphSdl === undefined) throw refusal(looked.report);
    if (isSame(asked.publication, looked.before))
      return { ...looked.report, version: looked.before.version, supergraph: looked.active.version, isNew: false };
    try {
      return await keep(parts, asked, looked, looked.supergraphSdl);
    } catch (failure) {
      if (!(failure instanceof VersionConflict) || attempt === maximumAttempts) throw failure;
    }
  }
}

export const sdlHash = (sdl: string): string => hash('sha256', sdl, 'hex');

/** Earlier versions whose labels a field that comes back must have. */
const heldAgainst = 20;

const recordedDays = 30;
const dayMs = 86_400_000;

async function look(parts: PublishParts, { publication, publisher }: Asked): Promise<Looked> {
  const { store, judge, now, flushOperations } = parts;
  const grant = await store.grantOf(publisher);
  if (grant === undefined) throw new Forbidden('Nothing is granted to this publisher.');
  const { active, served, subgraphs } = await servedNow(store);
  const refused = await refusedUrl({ ...parts, hosts: grant.hosts, subgraph: publication.name, url: publication.url }, parts.resolve);
  await flushOperations();
  const operations = await store.operationsSince(new Date(now().getTime() - recordedDays * dayMs));
  const others = subgraphs.filter(({ name }) => name !== publication.name).map(({ name, sdl, url }) => ({ name, sdl, url }));
  const verdict = await judge({
    subgraphs: [...others, publication],
    published: [publication.name],
    served: served.sdl,
    grant: grantOf(grant),
    operations,
    formers: await store.earlierSdls(publication.name, heldAgainst),
  });
  const before = subgraphs.find(({ name }) => name === publication.name);
  return { report: reportOf(verdict, refused), supergraphSdl: verdict.supergraphSdl, active, served, before };
}

/** The supergraph that is served, with its subgraphs. */
export async function servedNow(store: RegistryStore) {
  const active = await store.active();
  if (active === undefined) throw new Error('The registry has no supergraph.');
  const served = await store.supergraph(active.version);
  const subgraphs = await Promise.all(served.subgraphs.map(({ name, version }) => store.subgraph(name, version)));
  return { active, served, subgraphs };
}

const grantOf = ({ publisher, subgraphs, claims, hosts, weakens }: Grant): Grant => ({ publisher, subgraphs, claims, hosts, weakens });

function reportOf({ findings, hints, changes }: Verdict, refused: readonly Finding[]): Report {
  const all = [...refused, ...findings];
  return { isAccepted: all.length === 0, findings: all, hints, changes };
}

function isSame({ sdl, url }: Publication, before: SubgraphVersion | undefined): before is SubgraphVersion {
  return before !== undefined && before.sdl === sdl && before.url === url;
}

async function keep({ store, now }: PublishParts, asked: Asked, { report, active, served }: Looked, sdl: string): Promise<Published> {
  const { publication, publisher, note } = asked;
  const next = {
    sdl,
    hash: sdlHash(sdl),
    kept: served.subgraphs.filter(({ name }) => name !== publication.name),
    published: [{ ...publication, hash: sdlHash(publication.sdl) }],
    publishedBy: publisher,
    publishedAt: now().toISOString(),
    ...(note === undefined ? {} : { note }),
  };
  const { version: supergraph } = await store.publish(next, active);
  const { subgraphs } = await store.supergraph(supergraph);
  const version = subgraphs.find(({ name }) => name === publication.name)?.version ?? 0;
  return { ...report, version, supergraph, isNew: true };
}

/** The refusal carries its report beside the details, which hold plain values only. */
export class RefusedPublication extends PublicationRefused {
  readonly report: Report;

  constructor(report: Report) {
    super('The publication is refused.', { findings: report.findings.length });
    this.report = report;
  }
}

const refusal = (report: Report): RefusedPublication => new RefusedPublication(report);
