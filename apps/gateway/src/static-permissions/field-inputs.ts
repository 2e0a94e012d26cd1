import { type DocumentNode, type FieldDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { argumentsOf, linkedDirectives } from '../linked-directives.ts';
import { isComposite } from '../planning/join-directives.ts';

/** Data of another place that a field is computed from: by `@requires` of its own type, by `@fromContext` of a type above it. */
export interface FieldInput {
  readonly type: string;
  readonly selection: SelectionSetNode;
}

/** By `Type.field`. */
export type FieldInputs = ReadonlyMap<string, readonly FieldInput[]>;

interface ContextArgument {
  readonly context: string;
  readonly selection: string;
}

export function readFieldInputs(supergraph: DocumentNode): FieldInputs {
  const typesOfContext = readContexts(supergraph);
  const inputs = new Map<string, readonly FieldInput[]>();
  for (const definition of supergraph.definitions.filter(isComposite)) {
    const type = definition.name.value;
    for (const field of definition.fields ?? []) {
      const found = joinsOf(field).flatMap(({ requires, contextArguments = [] }) => [
        ...(requires === undefined ? [] : [{ type, selection: selectionOf(`{${requires}}`) }]),
        ...contextArguments.flatMap(({ context, selection }) => contextInputs(typesOfContext.get(context) ?? [], selection)),
      ]);
      if (found.length > 0) inputs.set(`${type}.${field.name.value}`, found);
    }
  }
  return inputs;
}

/** A context's selection may have a part for each type that sets it: what does not fit a type is not read from it. */
function contextInputs(types: readonly string[], text: string): readonly FieldInput[] {
  const selection = selectionOf(text);
  return types.flatMap((type) => {
    const selections = selection.selections.filter(
      (part) => part.kind !== Kind.INLINE_FRAGMENT || part.typeCondition === undefined || part.typeCondition.name.value === type,
    );
    return selections.length === 0 ? [] : [{ type, selection: { ...selection, selections } }];
  });
}

function joinsOf(
  field: FieldDefinitionNode,
): readonly { readonly requires?: string; readonly contextArguments?: readonly ContextArgument[] }[] {
  return (field.directives ?? []).filter(({ name }) => name.value === 'join__field').map((directive) => argumentsOf(directive));
}

/** The types that set each context. */
function readContexts(supergraph: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const specs = linkedDirectives(supergraph);
  const contexts = new Map<string, readonly string[]>();
  for (const definition of supergraph.definitions) {
    if (!isComposite(definition) && definition.kind !== Kind.UNION_TYPE_DEFINITION) continue;
    for (const directive of definition.directives ?? []) {
      if (specs.get(directive.name.value) !== 'context') continue;
      const name = String(argumentsOf(directive)['name']);
      contexts.set(name, [...(contexts.get(name) ?? []), definition.name.value]);
    }
  }
  return contexts;
}

function selectionOf(text: string): SelectionSetNode {
  const [operation] = parse(text, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The supergraph holds no selection where there must be one.');
  return operation.selectionSet;
}
