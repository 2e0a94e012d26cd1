import type { SubgraphSchema } from '@health-graph/composition';
import { type DataClass, isDataClass } from '@health-graph/permissions';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql';

/** A field that can be asked for without knowing anything. */
export interface AskableField {
  readonly name: string;
  readonly coordinate: string;
  readonly classes: readonly DataClass[];
  /** `wards(first: 1) { __typename }` */
  readonly selection: string;
}

export interface Entity {
  readonly type: string;
  readonly key: string;
  /** No other subgraph resolves it: an id that this one does not know is nobody's. */
  readonly isOwn: boolean;
  /** Without the key. */
  readonly fields: readonly AskableField[];
}

/** What a subgraph serves, as far as requests can be made of it. */
export interface SubgraphShape {
  /** Every extension is a definition, so that nothing of it escapes the lint. */
  readonly document: DocumentNode;
  readonly entities: readonly Entity[];
  readonly roots: readonly AskableField[];
  /** Every `Type.field`. */
  readonly coordinates: ReadonlySet<string>;
}

/** Id and code that nobody keeps. */
export const unknownKeys: Readonly<Record<string, string>> = { id: '00000000000000000000000000', code: '00000' };

/** @throws {GraphQLError} when the SDL cannot be read */
export function shapeOf(sdl: string, others: readonly SubgraphSchema[]): SubgraphShape {
  const document = withoutExtensions(parse(sdl));
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  const resolvedElsewhere = new Set(others.flatMap((other) => other.document.definitions.flatMap((node) => resolvedBy(node) ?? [])));
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const entities = types.flatMap((type): Entity[] => {
    const key = type.astNode && keyOf(type.astNode.directives ?? []);
    if (key === undefined || key === null) return [];
    const fields = askable(type).filter(({ name }) => name !== key);
    return [{ type: type.name, key, isOwn: !resolvedElsewhere.has(type.name), fields }];
  });
  const coordinates = new Set(types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)));
  const query = schema.getQueryType();
  return { document, entities, roots: query ? askable(query) : [], coordinates };
}

function withoutExtensions(document: DocumentNode): DocumentNode {
  const defined = new Set(document.definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? node.name.value : [])));
  const definitions = document.definitions.flatMap((node): DefinitionNode[] => {
    if (isOfFederation(node)) return [];
    if (node.kind !== Kind.OBJECT_TYPE_EXTENSION && node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [node];
    const isExtension = node.kind === Kind.OBJECT_TYPE_EXTENSION && defined.has(node.name.value);
    defined.add(node.name.value);
    const fields = (node.fields ?? []).filter(({ name }) => node.name.value !== 'Query' || !federationFields.has(name.value));
    return fields.length === 0 ? [] : [{ ...node, fields, kind: isExtension ? Kind.OBJECT_TYPE_EXTENSION : Kind.OBJECT_TYPE_DEFINITION }];
  });
  return { ...document, definitions };
}

/** What federation itself adds to a subgraph; some libraries print it with the rest. An object type of such a name is one of the partner's own. */
function isOfFederation(node: DefinitionNode): boolean {
  const name = 'name' in node ? (node.name?.value ?? '') : '';
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION) return name === '_Service' && node.fields?.length === 1;
  return node.kind === Kind.DIRECTIVE_DEFINITION || /^(?:_Any|_Entity|_?FieldSet|link__\w+|federation__\w+)$/.test(name);
}

const federationFields: ReadonlySet<string> = new Set(['_entities', '_service']);

const resolvedBy = (node: DefinitionNode): string | undefined =>
  (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) && keyOf(node.directives ?? []) !== undefined
    ? node.name.value
    : undefined;

/** The first key that can be resolved. */
function keyOf(directives: readonly ConstDirectiveNode[]): string | undefined {
  return directives
    .filter(({ name }) => name.value === 'key')
    .filter((key) => !key.arguments?.some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value))
    .flatMap((key) => key.arguments?.find(({ name }) => name.value === 'fields') ?? [])
    .flatMap(({ value }) => (value.kind === Kind.STRING ? value.value : []))[0];
}

function askable(type: GraphQLObjectType): AskableField[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const given = argumentsFor(field);
    if (given === undefined || field.name.startsWith('_')) return [];
    const own = classesIn(field.astNode?.directives ?? []);
    const classes = own.length > 0 ? own : classesIn(type.astNode?.directives ?? []);
    const below = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
    return [{ name: field.name, coordinate: `${type.name}.${field.name}`, classes, selection: `${field.name}${given}${below}` }];
  });
}

/** What must be given, as text; undefined when something of it cannot be invented. */
function argumentsFor(field: GraphQLField<unknown, unknown>): string | undefined {
  const given = field.args.filter(isRequiredArgument).map(({ name, type }) => {
    const value = invented(type);
    return value === undefined ? undefined : `${name}: ${value}`;
  });
  if (given.includes(undefined)) return undefined;
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function invented(type: GraphQLInputType): string | undefined {
  if (isNonNullType(type)) return invented(type.ofType);
  if (isListType(type)) return '[]';
  if (isInputObjectType(type)) return undefined;
  if (isEnumType(type)) return type.getValues()[0]?.name;
  const known: Readonly<Record<string, string>> = { ID: `"${unknownKeys['id']}"`, Int: '1', Float: '1', Boolean: 'true', String: '"x"' };
  return known[type.name] ?? '"2020-01-01"';
}

function classesIn(directives: readonly ConstDirectiveNode[]): readonly DataClass[] {
  const named = directives
    .filter(({ name }) => name.value === 'policy')
    .flatMap((directive) => (directive.arguments ?? []).map(({ value }) => valueFromASTUntyped(value)));
  return [...new Set(named.flat(3))].filter((name): name is DataClass => typeof name === 'string' && isDataClass(name));
}
