import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { type Composite, isComposite, namedType, readGraphNames, textArgument } from './join-directives.ts';

/** A field with fixed arguments that the planner knows under a name of its own. */
export interface Substitute {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

export interface Substitutes {
  /** The real field by the planner's name. */
  readonly fields: ReadonlyMap<string, Substitute>;
  /** The substitutes that a field of a subgraph requires, by `subgraph.Type.field`. */
  readonly requiredBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Definitions while they are changed. */
interface Workshop {
  readonly types: Map<string, { readonly definition: Composite; fields: FieldDefinitionNode[] }>;
  readonly names: Map<string, string>;
  readonly fields: Map<string, Substitute>;
}

/**
 * The planner fetches `price(currency: "USD")` for a `@requires` and `price(currency: "VND")` for the client under one
 * response name, so one of them gets the other's answer. Here each field that is required with arguments gets a twin
 * without arguments and under another name; to the planner it is another field, and `restoreFields` writes the real one
 * into the fetches.
 */
export function substituteRequiredArguments(supergraph: DocumentNode): {
  readonly document: DocumentNode;
  readonly substitutes: Substitutes;
} {
  const workshop: Workshop = { types: compositeTypes(supergraph), names: new Map(), fields: new Map() };
  const graphNames = readGraphNames(supergraph);
  const requiredBy = new Map<string, ReadonlySet<string>>();
  for (const [typeName, type] of workshop.types) {
    // Twins are appended while this runs, and what they require is replaced too.
    for (let index = 0; index < type.fields.length; index++) {
      const field = type.fields[index];
      if (field === undefined) continue;
      const directives = field.directives?.map((directive) => {
        const used = new Set<string>();
        const replaced = replaceRequires(directive, typeName, workshop, used);
        const graph = graphNames.get(textArgument(directive, 'graph') ?? '');
        if (used.size > 0) requiredBy.set(`${graph}.${typeName}.${field.name.value}`, used);
        return replaced;
      });
      type.fields[index] = { ...field, directives: directives ?? [] };
    }
  }
  const definitions = supergraph.definitions.map((definition): DefinitionNode => {
    const changed = isComposite(definition) ? workshop.types.get(definition.name.value) : undefined;
    return changed === undefined ? definition : { ...changed.definition, fields: changed.fields };
  });
  return {
    document: workshop.fields.size === 0 ? supergraph : { ...supergraph, definitions },
    substitutes: { fields: workshop.fields, requiredBy },
  };
}

function replaceRequires(directive: ConstDirectiveNode, typeName: string, workshop: Workshop, used: Set<string>): ConstDirectiveNode {
  const requires = textArgument(directive, 'requires');
  if (directive.name.value !== 'join__field' || requires === undefined || !requires.includes('(')) return directive;
  const [operation] = parse(`{${requires}}`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return directive;
  const selection = replaceSelection(operation.selectionSet, typeName, workshop, used);
  const value = stripIgnoredCharacters(print(selection)).slice(1, -1);
  const replaced = directive.arguments?.map((argument) =>
    argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING as const, value } } : argument,
  );
  return { ...directive, arguments: replaced ?? [] };
}

function replaceSelection(selectionSet: SelectionSetNode, typeName: string, workshop: Workshop, used: Set<string>): SelectionSetNode {
  const selections = selectionSet.selections.map((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return {
        ...selection,
        selectionSet: replaceSelection(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, workshop, used),
      };
    }
    return selection.kind === Kind.FIELD ? replaceField(selection, typeName, workshop, used) : selection;
  });
  return { ...selectionSet, selections };
}

function replaceField(field: FieldNode, typeName: string, workshop: Workshop, used: Set<string>): FieldNode {
  const definition = workshop.types.get(typeName)?.fields.find(({ name }) => name.value === field.name.value);
  if (definition === undefined) return field;
  const selectionSet = field.selectionSet && replaceSelection(field.selectionSet, namedType(definition.type), workshop, used);
  const inner = { ...field, ...(selectionSet === undefined ? {} : { selectionSet }) };
  if (field.arguments === undefined || field.arguments.length === 0) return inner;
  const twin = twinName(field, workshop);
  addTwin(typeName, field.name.value, twin, workshop);
  used.add(twin);
  return { ...inner, name: { kind: Kind.NAME, value: twin }, arguments: [] };
}

/** One name for each field name with arguments, also across types, since fragments may ask several types at once. */
function twinName(field: FieldNode, { names, fields }: Workshop): string {
  const key = `${field.name.value}(${(field.arguments ?? [])
    .map((argument) => print(argument))
    .sort()
    .join()})`;
  const name = names.get(key) ?? `${field.name.value}_required_${names.size}`;
  names.set(key, name);
  fields.set(name, { name: field.name.value, arguments: field.arguments ?? [] });
  return name;
}

function addTwin(typeName: string, fieldName: string, twin: string, workshop: Workshop): void {
  const type = workshop.types.get(typeName);
  const field = type?.fields.find(({ name }) => name.value === fieldName);
  if (type === undefined || field === undefined || type.fields.some(({ name }) => name.value === twin)) return;
  const directives = field.directives?.filter((directive) => directive.name.value === 'join__field') ?? [];
  type.fields.push({ ...field, name: { kind: Kind.NAME, value: twin }, arguments: [], directives });
  if (type.definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return;
  for (const [name, { definition }] of workshop.types) {
    if (definition.interfaces?.some((implemented) => implemented.name.value === typeName) === true)
      addTwin(name, fieldName, twin, workshop);
  }
}

function compositeTypes(document: DocumentNode): Workshop['types'] {
  const composites = document.definitions.filter(isComposite);
  return new Map(composites.map((definition) => [definition.name.value, { definition, fields: [...(definition.fields ?? [])] }]));
}
