import { readFileSync } from 'node:fs';
import { type ConstDirectiveNode, type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse, type TypeNode } from 'graphql';

/** A field of the supergraph that carries a class, as a person would read it off the SDL. */
export interface LabelledField {
  readonly type: string;
  readonly name: string;
  /** Its own classes and those of the value types that it holds; all must permit. */
  readonly classes: readonly string[];
  /** `value`, or the entity that it leads to: one, several, or pages of them. */
  readonly leadsTo: 'value' | 'entity' | 'entities' | 'connection';
  /** The entity, where it leads to one. */
  readonly target?: string;
  /** What to ask of it, with its name. */
  readonly selection: string;
  /** Whether it is told what it `@requires` by another subgraph. */
  readonly requires: boolean;
  /** Where its rows come from. */
  readonly subgraph?: string;
}

const sdl = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
const types = new Map(
  parse(sdl).definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [[node.name.value, node] as const] : [])),
);

const directives = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, name: string) =>
  (node.directives ?? []).filter((directive) => directive.name.value === name);
const argument = (directive: ConstDirectiveNode, name: string) => directive.arguments?.find((given) => given.name.value === name)?.value;

/** The one group of a `@policy`; another group would be an OR, which the schema does not know. */
function classesOn(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }): string[] {
  return directives(node, 'policy').flatMap((directive) => {
    const groups = argument(directive, 'policies');
    if (groups?.kind !== Kind.LIST || groups.values.length !== 1 || groups.values[0]?.kind !== Kind.LIST) throw new Error('Not one group.');
    return groups.values[0].values.map((value) => (value.kind === Kind.STRING ? value.value : ''));
  });
}

const nameIn = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameIn(type.type));
const isListOf = (type: TypeNode): boolean => type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isListOf(type.type));
const isEntity = (node: ObjectTypeDefinitionNode): boolean => directives(node, 'join__type').some((join) => argument(join, 'key'));
const keyOf = (node: ObjectTypeDefinitionNode): string => (node.name.value === 'AdministrativeUnit' ? 'code' : 'id');

/** Everything of a value type; of the entities that it names, the key. */
function within(node: ObjectTypeDefinitionNode): { readonly selection: string; readonly classes: readonly string[] } {
  const parts = (node.fields ?? []).map((field) => {
    const type = types.get(nameIn(field.type));
    if (type === undefined) return { selection: field.name.value, classes: [] };
    if (isEntity(type)) return { selection: `${field.name.value} { ${keyOf(type)} }`, classes: [] };
    const inner = within(type);
    return { selection: `${field.name.value} { ${inner.selection} }`, classes: inner.classes };
  });
  return {
    selection: parts.map(({ selection }) => selection).join(' '),
    classes: [...classesOn(node), ...parts.flatMap(({ classes }) => classes)],
  };
}

const entityOfConnection = (name: string): ObjectTypeDefinitionNode | undefined => {
  if (!name.endsWith('Connection')) return undefined;
  const node = types.get(`${name.slice(0, -'Connection'.length)}Edge`)?.fields?.find((field) => field.name.value === 'node');
  const type = node && types.get(nameIn(node.type));
  return type && isEntity(type) ? type : undefined;
};

function asked(
  field: FieldDefinitionNode,
): Pick<LabelledField, 'leadsTo' | 'target' | 'selection'> & { readonly inner: readonly string[] } {
  const name = field.name.value;
  const typeName = nameIn(field.type);
  const type = types.get(typeName);
  if (type === undefined) return { leadsTo: 'value', selection: name, inner: [] };
  if (isEntity(type)) {
    const leadsTo = isListOf(field.type) ? 'entities' : 'entity';
    return { leadsTo, target: type.name.value, selection: `${name} { ${keyOf(type)} }`, inner: [] };
  }
  const paged = entityOfConnection(typeName);
  if (paged)
    return {
      leadsTo: 'connection',
      target: paged.name.value,
      selection: `${name}(first: 100) { edges { node { ${keyOf(paged)} } } }`,
      inner: [],
    };
  if (typeName.endsWith('Connection')) return { leadsTo: 'value', selection: `${name}(first: 100) { edges { cursor } }`, inner: [] };
  const { selection, classes } = within(type);
  return { leadsTo: 'value', selection: `${name} { ${selection} }`, inner: classes };
}

function labelled(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): LabelledField[] {
  const own = classesOn(field);
  if (own.length === 0) return [];
  const { inner, ...what } = asked(field);
  const classes = [...new Set([...own, ...inner])];
  const served = directives(field, 'join__field').filter((join) => argument(join, 'external') === undefined);
  const graph =
    (served[0] ?? directives(type, 'join__type')[0]) &&
    argument(served[0] ?? (directives(type, 'join__type')[0] as ConstDirectiveNode), 'graph');
  const subgraph = graph?.kind === Kind.ENUM ? graph.value.toLowerCase().replace('_', '-') : undefined;
  return [
    {
      type: type.name.value,
      name: field.name.value,
      classes: classes.length > 1 ? classes.filter((name) => name !== 'public') : classes,
      ...what,
      requires: served.some((join) => argument(join, 'requires') !== undefined),
      ...(subgraph === undefined ? {} : { subgraph }),
    },
  ];
}

/** The labelled fields of every entity, by type. */
export const labelledFields: ReadonlyMap<string, readonly LabelledField[]> = new Map(
  [...types.values()].filter(isEntity).map((type) => [type.name.value, (type.fields ?? []).flatMap((field) => labelled(type, field))]),
);

/** Of one entity. */
export function fieldsOf(type: string): readonly LabelledField[] {
  const fields = labelledFields.get(type);
  if (fields === undefined) throw new Error(`${type} is no entity.`);
  return fields;
}
