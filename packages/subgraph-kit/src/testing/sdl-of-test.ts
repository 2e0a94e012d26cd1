import {
  buildASTSchema,
  type DirectiveNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import { readSdl } from '../read-sdl.ts';

/** The subgraph's own SDL, for tests that must hold for every field of it. */
export interface SdlOfTest {
  /** Types with a key that this subgraph resolves. */
  readonly entities: readonly GraphQLObjectType[];
  /** The type of this name. */
  typeOf(name: string): GraphQLObjectType;
  /** Every field that the subgraph resolves of a type: values whole, entities by their key, lists with their page. */
  selectionOf(type: GraphQLObjectType): string;
  /** The fields of a type that lead to entities, alone or in lists, each with its selection. */
  linksOf(type: GraphQLObjectType): readonly Link[];
}

export interface Link {
  readonly field: string;
  readonly selection: string;
}

/** Reads `name.graphql` of `folder` and the shared SDL. */
export async function sdlOfTest(folder: URL, name: string): Promise<SdlOfTest> {
  const document = parse((await readSdl(folder, name)).join('\n'));
  const definitions = document.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION);
  const schema = buildASTSchema({ ...document, definitions }, { assumeValid: true, assumeValidSDL: true });
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return {
    entities: types.filter((type) => keysOf(type).some(isResolvable)),
    typeOf: (asked) => {
      const found = types.find((type) => type.name === asked);
      if (found === undefined) throw new Error(`${name} has no type ${asked}.`);
      return found;
    },
    selectionOf,
    linksOf: (type) =>
      fieldsOfType(type)
        .filter((field) => leadsToEntity(getNamedType(field.type)))
        .map((field) => ({ field: field.name, selection: `${field.name}${within(getNamedType(field.type))}` })),
  };
}

/** Without those that another subgraph tells (`@external`). */
const fieldsOfType = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).filter(({ astNode }) => !astNode?.directives?.some(({ name }) => name.value === 'external'));

const selectionOf = (type: GraphQLObjectType): string =>
  fieldsOfType(type)
    .map((field) => `${field.name}${within(getNamedType(field.type))}`)
    .join(' ');

function within(type: GraphQLNamedType): string {
  if (isLeafType(type) || !isObjectType(type)) return '';
  const [key] = keysOf(type);
  return ` { ${key === undefined ? selectionOf(type) : fieldsOf(key)} }`;
}

const leadsToEntity = (type: GraphQLNamedType): boolean =>
  isObjectType(type) &&
  (keysOf(type).length > 0 || Object.values(type.getFields()).some((field) => leadsToEntity(getNamedType(field.type))));

const keysOf = (type: GraphQLObjectType): readonly DirectiveNode[] =>
  (type.astNode?.directives ?? []).filter(({ name }) => name.value === 'key');

const isResolvable = (key: DirectiveNode): boolean =>
  !key.arguments?.some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value);

function fieldsOf(key: DirectiveNode): string {
  const fields = key.arguments?.find(({ name }) => name.value === 'fields')?.value;
  return fields?.kind === Kind.STRING ? fields.value : '';
}

/** The operation by which a gateway asks for fields of entities; it takes `$representations`. */
export const entitiesQuery = (type: string, selection: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;

/** Where an answer is null, as paths; a test that asks for whole records expects none. */
export function nullsIn(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => nullsIn(member, path === '' ? name : `${path}.${name}`));
}
