import { type GraphQLFieldResolver, type GraphQLSchema, isInterfaceType, isObjectType, Kind, parse, type SelectionSetNode } from 'graphql';
import type { Data } from './scenario.ts';

/** Reads a member of the truth: values as they are, functions with the arguments, errors thrown. */
export const readTruth: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
  const value = (source as Readonly<Record<string, unknown>> | null)?.[info.fieldName];
  const result: unknown = typeof value === 'function' ? value.call(source, args) : value;
  if (result instanceof Error) throw result;
  return result;
};

/** Members that a subgraph marks `@external` are not its own: it knows them only when the gateway brings them. */
export interface SubgraphTypes {
  /** Names of external fields by type. */
  readonly external: ReadonlyMap<string, ReadonlySet<string>>;
  /** Selections of the keys by type. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
}

export function readSubgraphTypes(sdl: string): SubgraphTypes {
  const external = new Map<string, Set<string>>();
  const keys = new Map<string, SelectionSetNode[]>();
  for (const definition of parse(sdl).definitions) {
    if (
      !('fields' in definition) ||
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION
    )
      continue;
    const name = definition.name.value;
    for (const field of definition.fields ?? []) {
      if (field.directives?.some((directive) => directive.name.value === 'external') === true)
        external.set(name, (external.get(name) ?? new Set()).add(field.name.value));
    }
    for (const directive of definition.directives ?? []) {
      const fields = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value;
      if (directive.name.value === 'key' && fields?.kind === Kind.STRING)
        keys.set(name, [...(keys.get(name) ?? []), fieldSet(fields.value)]);
    }
  }
  return { external, keys };
}

function fieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A key is a selection.');
  return definition.selectionSet;
}

type Representation = Readonly<Record<string, unknown>>;

/** Finds the entity that a representation speaks of and shows it as this subgraph knows it. */
export function resolveReference(data: Data, schema: GraphQLSchema, types: SubgraphTypes, representation: Representation): object | null {
  const typeName = String(representation['__typename']);
  const keys = types.keys.get(typeName) ?? [];
  const record = candidates(data, typeName).find((candidate) => keys.some((key) => isSame(candidate, representation, key)));
  if (record === undefined) return null;
  const known: Record<string, unknown> = {
    __typename: isObjectType(schema.getType(typeName)) ? typeName : (record as Representation)['__typename'],
  };
  const external = types.external.get(typeName) ?? new Set();
  for (const [name, value] of Object.entries(record)) if (name !== '__typename' && !external.has(name)) known[name] = value;
  for (const [name, value] of Object.entries(representation))
    if (name !== '__typename' && (external.has(name) || !(name in known))) known[name] = value;
  return known;
}

/** An interface object is asked for by the interface's name, so records of every type may be meant. */
function candidates({ entities = {} }: Data, typeName: string): readonly object[] {
  return entities[typeName] ?? Object.values(entities).flat();
}

function isSame(record: unknown, representation: unknown, key: SelectionSetNode): boolean {
  if (Array.isArray(record))
    return (
      Array.isArray(representation) &&
      record.length === representation.length &&
      record.every((element, index) => isSame(element, representation[index], key))
    );
  return key.selections.every((selection) => {
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') return true;
    const known = (record as Representation | null)?.[selection.name.value];
    const asked = (representation as Representation | null)?.[selection.name.value];
    if (asked === undefined) return false;
    if (selection.selectionSet === undefined || known === null || known === undefined)
      return JSON.stringify(known) === JSON.stringify(asked);
    return isSame(known, asked, selection.selectionSet);
  });
}

/** Names of interfaces and objects that have keys, for which references are resolved. */
export function entityNames(schema: GraphQLSchema, types: SubgraphTypes): readonly string[] {
  return [...types.keys.keys()].filter((name) => isObjectType(schema.getType(name)) || isInterfaceType(schema.getType(name)));
}
