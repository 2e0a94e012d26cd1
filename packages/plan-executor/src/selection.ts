import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Refusals } from './refusals.ts';

/** The operation's `@skip` and `@include` variables with the values of one request. */
export type Conditions = Readonly<Record<string, boolean>>;

export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly conditions: Conditions;
  readonly refusals: Refusals;
  /** Labels of the `@defer`s whose selections come later, and are left out here. */
  readonly deferred?: ReadonlySet<string>;
}

/** The variables that decide whether something is selected, or comes later, each once. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      if (!['skip', 'include', 'defer'].includes(directive.name.value)) return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** The fields of `selectionSets` by response name, for an object of the type called `typeName`. */
export function collectFields(
  context: SelectionContext,
  typeName: string,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (!isSelected(selection.directives, context.conditions) || comesLater(selection.directives, context.deferred)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = fields.get(name);
        if (nodes === undefined) fields.set(name, [selection]);
        else nodes.push(selection);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments[selection.name.value];
      if (fragment === undefined) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (visited.has(selection.name.value)) continue;
        visited.add(selection.name.value);
      }
      if (isApplicable(context.schema, typeName, fragment.typeCondition?.name.value)) collect(fragment.selectionSet);
    }
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

function isSelected(directives: readonly DirectiveNode[] | undefined, conditions: Conditions): boolean {
  if (directives === undefined || directives.length === 0) return true;
  return directives.every(({ name, arguments: [argument] = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = argument?.value;
    const isTrue = value?.kind === Kind.VARIABLE ? conditions[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
    return name.value === 'include' ? isTrue : !isTrue;
  });
}

function comesLater(directives: readonly DirectiveNode[] | undefined, deferred: ReadonlySet<string> | undefined): boolean {
  if (deferred === undefined || directives === undefined || directives.length === 0) return false;
  const label = deferLabel(directives);
  return label !== undefined && deferred.has(label);
}

/** The label of a `@defer`, where it has one. */
export function deferLabel(directives: readonly DirectiveNode[]): string | undefined {
  const defer = directives.find(({ name }) => name.value === 'defer');
  const label = defer?.arguments?.find(({ name }) => name.value === 'label')?.value;
  return label?.kind === Kind.STRING ? label.value : undefined;
}

function isApplicable(schema: GraphQLSchema, typeName: string, condition: string | undefined): boolean {
  if (condition === undefined || condition === typeName) return true;
  const abstract = schema.getType(condition);
  const type = schema.getType(typeName);
  return isAbstractType(abstract) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(abstract, type);
}
