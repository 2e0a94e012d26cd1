import type { Requirement } from '@health-graph/permissions';
import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** What the types and fields of a supergraph ask for; all requirements of a type and of its field must be met. */
export interface SupergraphRequirements {
  readonly all: readonly Requirement[];
  /** Of an object, interface, enum or scalar as a whole. */
  ofType(type: string): readonly Requirement[];
  /** Of the field itself, without its type's. */
  ofField(type: string, field: string): readonly Requirement[];
}

type Kinds = ReadonlyMap<string, Requirement['kind']>;

const kindsBySpec: Readonly<Record<string, Requirement['kind']>> = {
  authenticated: 'authenticated',
  requiresScopes: 'scopes',
  policy: 'policy',
};
const argumentOf = { scopes: 'scopes', policy: 'policies' } as const;
const none: readonly Requirement[] = [];

/** Reads `@authenticated`, `@requiresScopes` and `@policy`, under the names that the supergraph's links give them. */
export function readRequirements(document: DocumentNode): SupergraphRequirements {
  const kinds = kindsOf(document);
  const found = new Map<string, readonly Requirement[]>();
  const keep = (place: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    const own = (directives ?? []).flatMap((directive) => requirementOf(directive, kinds) ?? []);
    if (own.length > 0) found.set(place, [...(found.get(place) ?? none), ...own]);
  };
  for (const node of document.definitions) {
    if (!('name' in node) || node.name === undefined || !('directives' in node)) continue;
    if (node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION) continue;
    const type = node.name.value;
    keep(type, node.directives as readonly ConstDirectiveNode[]);
    if ('fields' in node) for (const field of node.fields ?? []) keep(`${type}.${field.name.value}`, field.directives);
  }
  return {
    all: [...found.values()].flat(),
    ofType: (type) => found.get(type) ?? none,
    ofField: (type, field) => found.get(`${type}.${field}`) ?? none,
  };
}

/** The directives' names here: `@link` may give them others, by `as` or, where a subgraph renamed them, by `import`. */
function kindsOf(document: DocumentNode): Kinds {
  const kinds = new Map<string, Requirement['kind']>();
  const schema = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  );
  for (const link of schema.filter(({ name }) => name.value === 'link')) {
    const { url, as, import: imports } = argumentsOf(link);
    const spec = /^https:\/\/specs\.apollo\.dev\/(\w+)\//.exec(String(url))?.[1] ?? '';
    const kind = kindsBySpec[spec];
    if (kind === undefined) continue;
    kinds.set(typeof as === 'string' ? as : spec, kind);
    for (const name of importedNames(imports, spec)) kinds.set(name, kind);
  }
  return kinds;
}

function importedNames(imports: unknown, spec: string): readonly string[] {
  if (!Array.isArray(imports)) return [];
  return imports.flatMap((entry: unknown) => {
    const { name, as = name } = (typeof entry === 'string' ? { name: entry } : entry) as { readonly name?: string; readonly as?: string };
    return name === `@${spec}` && as !== undefined ? [as.slice(1)] : [];
  });
}

function requirementOf(directive: ConstDirectiveNode, kinds: Kinds): Requirement | undefined {
  const kind = kinds.get(directive.name.value);
  if (kind === undefined || kind === 'authenticated') return kind && { kind };
  // Composition checked the argument against the directive's own definition.
  return { kind, anyOf: argumentsOf(directive)[argumentOf[kind]] as readonly (readonly string[])[] };
}

const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Readonly<Record<string, unknown>> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
