import {
  aliasIdOf,
  aliasTarget,
  type IndexedResource,
  idsToAsk,
  isAlias,
  isShared,
  provisionalLines,
  type RoutedLine,
  type SharedIdentity,
  type SharedResource,
  sharedIdentity,
} from '@health-graph/exchange';
import type { SourceDocument } from '@health-graph/records';
import type { SubgraphConnection } from './subgraph-connection.ts';

/**
 * By which ids facilities and practitioners are known, asked of the identity subgraph once. What this import decided counts at once, also while
 * the line that says so is still on its way.
 */
export interface SharedIdentities {
  /** Asks for all of `resources` and `aliases` (type and `system|value`) that are not known yet, together. */
  load(resources: readonly SharedResource[], aliases: readonly Alias[]): Promise<void>;
  /** How a loaded resource is known. */
  identityOf(resource: SharedResource): SharedIdentity;
  /** Whether the store has a loaded resource, by its own id or another. */
  isStored(resource: SharedResource): boolean;
  /** The record a loaded identifier stands for; a provisional one is made when there is none. */
  known(alias: Alias, display: string | undefined): { readonly id: string; readonly lines: readonly RoutedLine[] };
}

export interface Alias {
  readonly type: SharedResource['type'];
  readonly identifier: string;
}

/** The resource as it is asked for; undefined when its type is not shared. */
export function sharedResource({ type, sourceId, identifiers = [] }: IndexedResource): SharedResource | undefined {
  return isShared(type) && sourceId !== undefined ? { type, sourceId, identifiers } : undefined;
}

export function createSharedIdentities(connection: SubgraphConnection): SharedIdentities {
  const documents = new Map<string, readonly SourceDocument[]>();
  const asked = new Set<string>();
  const identities = new Map<string, SharedIdentity>();
  const note = (lines: readonly RoutedLine[]): void => {
    for (const { line } of lines) {
      if (line.document !== undefined) documents.set(line.id, [{ ...line, document: line.document }]);
    }
  };
  return {
    load: async (resources, aliases) => {
      const wanted = [...resources.flatMap(idsToAsk), ...aliases.map(({ type, identifier }) => aliasIdOf(type, identifier))];
      const ids = [...new Set(wanted)].filter((id) => !asked.has(id));
      if (ids.length === 0) return;
      for (const [id, found] of await connection.documentsOf('identity', ids)) documents.set(id, found.map(withoutText));
      for (const id of ids) asked.add(id);
    },
    identityOf: (resource) => {
      const key = `${resource.type}/${resource.sourceId}`;
      const identity = identities.get(key) ?? sharedIdentity(resource, documents);
      identities.set(key, identity);
      note(identity.aliases);
      return identity;
    },
    isStored: (resource) => documents.has(idsToAsk(resource)[0] ?? ''),
    known: ({ type, identifier }, display) => {
      const id = aliasTarget(documents.get(aliasIdOf(type, identifier)));
      if (id !== undefined) return { id, lines: [] };
      const lines = provisionalLines(type, identifier, display);
      note(lines);
      return { id: aliasIdOf(type, identifier), lines };
    },
  };
}

/** Only aliases are read; the resources' own texts are not held. */
const withoutText = (document: SourceDocument): SourceDocument => (isAlias(document) ? document : { ...document, document: '' });
