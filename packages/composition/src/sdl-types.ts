import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';

/** An object or interface type of one subgraph, with what extensions add to it. */
export interface SdlType {
  readonly name: string;
  readonly isInterface: boolean;
  readonly hasDescription: boolean;
  readonly directives: readonly DirectiveNode[];
  readonly interfaces: readonly string[];
  readonly fields: readonly FieldDefinitionNode[];
}

type Part = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode;
const kinds: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);
const isPart = (node: { readonly kind: string }): node is Part => kinds.has(node.kind);

/** The types that have fields, each once. */
export function typesOf({ definitions }: DocumentNode): readonly SdlType[] {
  const parts = Map.groupBy(definitions.filter(isPart), ({ name }) => name.value);
  return [...parts].map(([name, all]) => ({
    name,
    isInterface: all.some(({ kind }) => kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION),
    hasDescription: all.some((part) => 'description' in part && part.description !== undefined),
    directives: all.flatMap(({ directives = [] }) => directives),
    interfaces: all.flatMap(({ interfaces = [] }) => interfaces.map((implemented) => implemented.name.value)),
    fields: all.flatMap(({ fields = [] }) => fields),
  }));
}

export const isRoot = ({ name }: SdlType): boolean => ['Query', 'Mutation', 'Subscription'].includes(name);
export const isEntity = (type: SdlType): boolean => directivesNamed(type, 'key').length > 0;

/** What another subgraph tells; it labels it, and composition refuses labels here. */
export const isExternal = (field: FieldDefinitionNode): boolean => directivesNamed(field, 'external').length > 0;

interface Labelled {
  readonly directives?: readonly DirectiveNode[] | undefined;
}

export function directivesNamed(node: Labelled, name: string): readonly DirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

/** The argument as a plain value; only strings, booleans and nested lists of strings occur in the directives read here. */
export function argumentOf(directive: DirectiveNode, name: string): unknown {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value === undefined ? undefined : valueFromASTUntyped(value);
}

/** Groups of names, an OR of ANDs; GraphQL takes one value for a list of one. */
export type Groups = readonly (readonly string[])[];

const groupsOf = (node: Labelled, directive: 'policy' | 'requiresScopes', argument: string): readonly Groups[] =>
  directivesNamed(node, directive).map((each) =>
    [argumentOf(each, argument)]
      .flat(1)
      .map((group: unknown) => [group].flat(2).filter((name): name is string => typeof name === 'string')),
  );

/** What each `@policy` of a type or field says. */
export const policiesOf = (node: Labelled): readonly Groups[] => groupsOf(node, 'policy', 'policies');
/** What each `@requiresScopes` of a type or field says. */
export const scopesOf = (node: Labelled): readonly Groups[] => groupsOf(node, 'requiresScopes', 'scopes');
/** Every class that is named. */
export const classesOf = (node: Labelled): readonly string[] => policiesOf(node).flat(2);

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
