import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argumentsOf } from '../linked-directives.ts';

/** What `@cacheControl` of a supergraph says. */
export interface CacheHints {
  /** By `Type.field`. */
  readonly seconds: ReadonlyMap<string, number>;
  /** A type without a key, which is no root: it belongs to whoever holds it. */
  isValue(type: string): boolean;
}

const specification = 'https://health-graph.vn/specs/cacheControl/';

export function readCacheHints(document: DocumentNode): CacheHints {
  const seconds = new Map<string, number>();
  const apart = new Set(['Query', 'Mutation', 'Subscription']);
  const name = directiveName(document);
  for (const node of document.definitions) {
    if (node.kind === Kind.SCHEMA_DEFINITION) for (const { type } of node.operationTypes) apart.add(type.name.value);
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    if (node.directives?.some(isKeyed) === true) apart.add(node.name.value);
    for (const field of node.fields ?? []) {
      const hint = field.directives?.find((directive) => directive.name.value === name);
      const shared = hint === undefined ? undefined : secondsIn(hint);
      if (shared !== undefined) seconds.set(`${node.name.value}.${field.name.value}`, shared);
    }
  }
  return { seconds, isValue: (type) => !apart.has(type) };
}

/** The directive counts only where its own specification is linked; somebody else's may mean something else. */
function directiveName({ definitions }: DocumentNode): string | undefined {
  const links = definitions.flatMap((node) => (node.kind === Kind.SCHEMA_DEFINITION ? (node.directives ?? []) : []));
  for (const link of links.filter((directive) => directive.name.value === 'link')) {
    const { url, import: imports } = argumentsOf(link);
    if (!String(url).startsWith(specification) || !Array.isArray(imports)) continue;
    for (const entry of imports as readonly unknown[]) {
      const { name, as = name } = (typeof entry === 'string' ? { name: entry } : entry) as { readonly name?: string; readonly as?: string };
      if (name === '@cacheControl') return as?.slice(1);
    }
  }
  return undefined;
}

const isKeyed = (directive: ConstDirectiveNode): boolean =>
  directive.name.value === 'join__type' && typeof argumentsOf(directive)['key'] === 'string';

function secondsIn(hint: ConstDirectiveNode): number | undefined {
  const { maxAge, scope } = argumentsOf(hint);
  return scope === 'PUBLIC' && Number(maxAge) > 0 ? Number(maxAge) : undefined;
}
