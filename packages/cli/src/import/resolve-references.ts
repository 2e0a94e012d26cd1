import {
  aliasTarget,
  type BundleIndex,
  type IndexedResource,
  parseReference,
  type ReadEntry,
  type RoutedLine,
  type RunIndex,
  recordIdOf,
  recordMappings,
  referencesOf,
  type SharedResource,
  subgraphOf,
  type Target,
} from '@health-graph/exchange';
import type { SubgraphName } from '@health-graph/records';
import { type Alias, type SharedIdentities, sharedResource } from './shared-identities.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';

/** Finds what references point at: in the bundle, in the other files of this import, in the store. */
export interface ReferenceResolver {
  /** Resolves every reference of `entries`, and gives lines for those who are only known by an identifier. */
  resolve(entries: readonly ReadEntry[]): Promise<RoutedLine[]>;
  /** What a resolved reference points at; undefined when that is nothing of ours. */
  readonly targets: ReadonlyMap<string, Target>;
  /** How many references it remembers. */
  size(): number;
  /** Whether a resolved reference points at nothing. */
  isMissing(reference: string): boolean;
}

export interface ResolverOptions {
  readonly index: BundleIndex;
  readonly run: RunIndex;
  readonly shared: SharedIdentities;
  readonly connection: SubgraphConnection;
  /** What conditional references call their targets. */
  readonly displays: ReadonlyMap<string, string>;
}

/** A reference that only the store can answer. */
interface Question {
  readonly reference: string;
  readonly candidates: readonly Target[];
  /** Whether it may lead to another server, where nobody looks. */
  readonly mayBeElsewhere?: boolean;
}

/** What a `urn:uuid:` of an earlier import may have been: a record, or one of the documents that records refer to. */
const candidateTypes = [...recordMappings.keys(), 'Location', 'PractitionerRole', 'Medication', 'Device', 'ServiceRequest', 'Claim'];

export function createResolver({ index, run, shared, connection, displays }: ResolverOptions): ReferenceResolver {
  const targets = new Map<string, Target>();
  const missing = new Set<string>();
  const seen = new Set<string>();

  return {
    targets,
    size: () => seen.size,
    isMissing: (reference) => missing.has(reference),
    resolve: async (entries) => {
      const fresh = [...new Set(entries.flatMap(referencesToResolve))].filter((reference) => !seen.has(reference));
      for (const reference of fresh) seen.add(reference);
      const found = fresh.map((reference) => ({ reference, resource: index.find(reference) ?? run.find(reference) }));
      const aliases = found.flatMap(({ reference, resource }) => (resource === undefined ? (aliasOf(reference) ?? []) : []));
      const stored = found.flatMap(({ reference, resource }) => (resource === undefined ? (sharedInStore(reference) ?? []) : []));
      await shared.load([...found.flatMap(({ resource }) => (resource && sharedResource(resource)) ?? []), ...stored], aliases);
      const lines: RoutedLine[] = [];
      const questions: Question[] = [];
      for (const { reference, resource } of found) {
        if (resource !== undefined) setTarget(reference, resource);
        else lines.push(...lookOutside(reference, questions));
      }
      await askStore(questions);
      return lines;
    },
  };

  /** The references of an entry, and those its encounter tells its facility by. */
  function referencesToResolve(entry: ReadEntry): string[] {
    const own = referencesOf(entry.resource).map(({ reference }) => reference);
    return [...own, ...own.flatMap((reference) => index.find(reference)?.facility ?? [])];
  }

  function setTarget(reference: string, resource: IndexedResource): void {
    const known = sharedResource(resource);
    if (resource.type === undefined || resource.sourceId === undefined) return;
    const id = known === undefined ? recordIdOf(resource.type, resource.sourceId) : shared.identityOf(known).id;
    targets.set(reference, { type: resource.type, id });
  }

  function lookOutside(reference: string, questions: Question[]): readonly RoutedLine[] {
    const alias = aliasOf(reference);
    if (alias !== undefined) {
      const { id, lines } = shared.known(alias, displays.get(reference));
      targets.set(reference, { type: alias.type, id });
      return lines;
    }
    const known = sharedInStore(reference);
    if (known !== undefined && shared.isStored(known)) targets.set(reference, { type: known.type, id: shared.identityOf(known).id });
    else questionOf(reference, questions);
    return [];
  }

  function questionOf(reference: string, questions: Question[]): void {
    const parsed = parseReference(reference);
    if (parsed.kind === 'relative')
      questions.push({ reference, candidates: [{ type: parsed.type, id: recordIdOf(parsed.type, parsed.id) }] });
    else if (parsed.kind === 'urn') {
      questions.push({ reference, candidates: candidateTypes.map((type) => ({ type, id: recordIdOf(type, parsed.id) })) });
    } else if (parsed.kind === 'absolute') {
      const [type, id] = parsed.url.split('/').slice(-2);
      if (type && id) questions.push({ reference, candidates: [{ type, id: recordIdOf(type, id) }], mayBeElsewhere: true });
    } else if (parsed.kind === 'unknown' || (parsed.kind === 'conditional' && parsed.type === 'Patient')) missing.add(reference);
  }

  /** Several candidates because a `urn:uuid:` does not tell the type. */
  async function askStore(questions: readonly Question[]): Promise<void> {
    const bySubgraph = new Map<SubgraphName, Set<string>>();
    for (const { type, id } of questions.flatMap(({ candidates }) => candidates)) {
      const subgraph = subgraphOf(type);
      bySubgraph.set(subgraph, (bySubgraph.get(subgraph) ?? new Set()).add(id));
    }
    const answers = await Promise.all([...bySubgraph].map(([subgraph, ids]) => connection.documentsOf(subgraph, [...ids])));
    const stored = new Map(answers.flatMap((documents) => [...documents]));
    for (const { reference, candidates, mayBeElsewhere } of questions) {
      const target = candidates.find(({ id }) => stored.has(id));
      if (target === undefined) {
        if (!mayBeElsewhere) missing.add(reference);
      } else targets.set(reference, { type: target.type, id: aliasTarget(stored.get(target.id)) ?? target.id });
    }
  }
}

/** `Practitioner?identifier=...` and `Organization?identifier=...`: whom a provisional record may stand for. */
function aliasOf(reference: string): Alias | undefined {
  const parsed = parseReference(reference);
  if (parsed.kind !== 'conditional') return undefined;
  const { type, identifier } = parsed;
  return type === 'Practitioner' || type === 'Organization' ? { type, identifier } : undefined;
}

/** `Practitioner/id` and `Organization/id` of an earlier import, which may be known by another id. */
function sharedInStore(reference: string): SharedResource | undefined {
  const parsed = parseReference(reference);
  return parsed.kind === 'relative' ? sharedResource({ type: parsed.type, sourceId: parsed.id }) : undefined;
}
