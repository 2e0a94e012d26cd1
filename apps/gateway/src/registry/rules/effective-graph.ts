import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  print,
} from 'graphql';
import { argumentsOf } from '../../linked-directives.ts';

/** A part of a supergraph, as everybody gets it. */
export interface Element {
  /** What it is, labels and arguments included, descriptions not. */
  readonly text: string;
  /** The subgraphs that give it, by their names in the supergraph's `join__Graph`. */
  readonly owners: ReadonlySet<string>;
  /** Given by whoever gives the type: keys of entities, and fields of values, which come with the field that holds the value. */
  readonly isShared: boolean;
}

/** All parts by coordinate: `Type`, `Type.field`, `Enum.VALUE`, `Union.Member`, `@directive`. */
export type EffectiveGraph = ReadonlyMap<string, Element>;

type TypeNode = Extract<DefinitionNode, { readonly kind: `${string}TypeDefinition` }>;
type MemberNode = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

/** Reads a composed supergraph. What only says how subgraphs are joined is not part of it, but for who gives what. */
export function effectiveGraph(document: DocumentNode): EffectiveGraph {
  const elements = new Map<string, Element>();
  for (const node of document.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION && !isOfJoin(node.name.value))
      elements.set(`@${node.name.value}`, { text: print(node), owners: new Set(), isShared: false });
    if (isType(node) && !isOfJoin(node.name.value)) for (const [coordinate, element] of elementsOf(node)) elements.set(coordinate, element);
  }
  return elements;
}

/** `join__Graph` values by the name of the subgraph. */
export function graphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const graphs = document.definitions.find((node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph');
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.flatMap((value) => named(value.directives, 'join__graph').map((given) => [String(given['name']), value.name.value] as const)),
  );
}

const isOfJoin = (name: string): boolean => name.startsWith('join__') || name.startsWith('link__') || name === 'link';
const isType = (node: DefinitionNode): node is TypeNode => node.kind.endsWith('TypeDefinition');

function* elementsOf(node: TypeNode): Generator<readonly [string, Element]> {
  const type = node.name.value;
  const joined = named(node.directives, 'join__type');
  const givers = new Set(joined.map(({ graph }) => String(graph)));
  const keys = new Set(joined.flatMap(({ key }) => (typeof key === 'string' ? key.split(/[\s{}]+/) : [])));
  const isValue = keys.size === 0 && !['Query', 'Mutation', 'Subscription'].includes(type);
  const implemented = 'interfaces' in node ? (node.interfaces ?? []).map(({ name }) => name.value) : [];
  const text = [node.kind, ...implemented.toSorted(), labels(node.directives)].join(' ');
  yield [type, { text, owners: givers, isShared: true }];
  for (const member of membersOf(node)) {
    const isShared = isValue || keys.has(member.name.value);
    yield [`${type}.${member.name.value}`, { text: textOf(member), owners: ownersOf(member, givers), isShared }];
  }
  for (const given of named(node.directives, 'join__unionMember')) {
    const coordinate = `${type}.${String(given['member'])}`;
    yield [coordinate, { text: 'member', owners: new Set([String(given['graph'])]), isShared: true }];
  }
}

function membersOf(node: TypeNode): readonly MemberNode[] {
  if ('fields' in node) return node.fields ?? [];
  return node.kind === Kind.ENUM_TYPE_DEFINITION ? (node.values ?? []) : [];
}

function ownersOf(member: MemberNode, givers: ReadonlySet<string>): ReadonlySet<string> {
  const joined = [...named(member.directives, 'join__field'), ...named(member.directives, 'join__enumValue')];
  const given = joined.filter(({ graph, external }) => graph !== undefined && external !== true);
  return joined.length === 0 ? givers : new Set(given.map(({ graph }) => String(graph)));
}

function textOf(member: MemberNode): string {
  const { description: _description, directives, ...rest } = member;
  const bare = rest.kind === Kind.FIELD_DEFINITION ? { ...rest, arguments: rest.arguments?.map(withoutDescription) ?? [] } : rest;
  return `${print(bare as MemberNode)} ${labels(directives)}`;
}

const withoutDescription = ({ description: _description, ...rest }: InputValueDefinitionNode): InputValueDefinitionNode => rest;

const labels = (directives: readonly ConstDirectiveNode[] = []): string =>
  directives
    .filter(({ name }) => !name.value.startsWith('join__'))
    .map((directive) => print(directive))
    .sort()
    .join(' ');

const named = (directives: readonly ConstDirectiveNode[] = [], name: string): readonly Readonly<Record<string, unknown>>[] =>
  directives.filter((directive) => directive.name.value === name).map(argumentsOf);
