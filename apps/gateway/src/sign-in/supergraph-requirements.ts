import type { Requirement } from '@health-graph/permissions';
import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argumentsOf, linkedDirectives } from '../linked-directives.ts';

/** What the types and fields of a supergraph ask for; all requirements of a type and of its field must be met. */
export interface SupergraphRequirements {
  readonly all: readonly Requirement[];
  /** Of an object, interface, enum or scalar as a whole. */
  ofType(type: string): readonly Requirement[];
  /** Of the field itself, without its type's. */
  ofField(type: string, field: string): readonly Requirement[];
}

type Specs = ReturnType<typeof linkedDirectives>;

const kindsBySpec: Readonly<Record<string, Requirement['kind']>> = {
  authenticated: 'authenticated',
  requiresScopes: 'scopes',
  policy: 'policy',
};
const argumentOf = { scopes: 'scopes', policy: 'policies' } as const;
const none: readonly Requirement[] = [];

/** Reads `@authenticated`, `@requiresScopes` and `@policy`, under the names that the supergraph's links give them. */
export function readRequirements(document: DocumentNode): SupergraphRequirements {
  const specs = linkedDirectives(document);
  const found = new Map<string, readonly Requirement[]>();
  const keep = (place: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    const own = (directives ?? []).flatMap((directive) => requirementOf(directive, specs) ?? []);
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

function requirementOf(directive: ConstDirectiveNode, specs: Specs): Requirement | undefined {
  const kind = kindsBySpec[specs.get(directive.name.value) ?? ''];
  if (kind === undefined || kind === 'authenticated') return kind && { kind };
  // Composition checked the argument against the directive's own definition.
  return { kind, anyOf: argumentsOf(directive)[argumentOf[kind]] as readonly (readonly string[])[] };
}
