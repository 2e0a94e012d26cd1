import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { deferLabel } from './selection.ts';

/** An operation alone in its document. */
export interface LabelledOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Words that a client may choose, behind a number of ours that makes them unique. */
const separator = ':';

/**
 * Writes the fragments of a query that defers anything into it, and gives each `@defer` a label of its own, by which the plan's parts are known
 * again. Undefined: nothing is deferred. Mutations, and fragments that ask for the schema, are answered at once, as the specification lets a server do.
 */
export function labelDefers(document: DocumentNode, operation: OperationDefinitionNode): LabelledOperation | undefined {
  if (operation.operation !== 'query') return undefined;
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const walk: Walk = { fragments, count: 0 };
  const labelled = { ...operation, selectionSet: label(walk, operation.selectionSet) };
  return walk.count === 0 ? undefined : { operation: labelled, document: { kind: Kind.DOCUMENT, definitions: [labelled] } };
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  count: number;
}

function label(walk: Walk, { selections }: SelectionSetNode): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selections.map((selection) => labelSelection(walk, selection)) };
}

function labelSelection(walk: Walk, selection: SelectionNode): SelectionNode {
  if (selection.kind === Kind.FIELD)
    return selection.selectionSet === undefined ? selection : { ...selection, selectionSet: label(walk, selection.selectionSet) };
  const { directives = [] } = selection;
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
  if (fragment === undefined) throw new Error('A validated document has all of its fragments.');
  const { typeCondition } = fragment;
  const others = directives.filter(({ name }) => name.value !== 'defer');
  const defer = asksForSchema(walk, fragment.selectionSet) ? undefined : directives.find(({ name }) => name.value === 'defer');
  const shown: InlineFragmentNode = {
    kind: Kind.INLINE_FRAGMENT,
    ...(typeCondition === undefined ? {} : { typeCondition }),
    directives: others,
    selectionSet: fragment.selectionSet,
  };
  if (defer === undefined) return { ...shown, selectionSet: label(walk, shown.selectionSet) };
  const given = deferLabel(directives);
  const value = `${walk.count++}${given === undefined ? '' : separator + given}`;
  const labelled = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'label' }, value: { kind: Kind.STRING, value } } as const;
  const kept = (defer.arguments ?? []).filter(({ name }) => name.value !== 'label');
  return { ...shown, directives: [...others, { ...defer, arguments: [...kept, labelled] }], selectionSet: label(walk, shown.selectionSet) };
}

function asksForSchema(walk: Walk, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__schema' || selection.name.value === '__type';
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
    return fragment !== undefined && asksForSchema(walk, fragment.selectionSet);
  });
}

/** Where a labelled `@defer` stands, and what it selects there. */
export interface DeferredFragment {
  /** Of the plan. */
  readonly label: string;
  /** The client's own. */
  readonly clientLabel: string | undefined;
  /** Response names that lead to the objects it stands on. */
  readonly path: readonly string[];
  /** The type of the field that holds those objects. */
  readonly typeName: string;
  /** With the fragments around it since that field, and without its own `@defer`. */
  readonly selectionSet: SelectionSetNode;
}

/** @param operation one of `labelDefers`, possibly with less in it */
export function findDeferred(schema: GraphQLSchema, operation: OperationDefinitionNode, rootTypeName: string): readonly DeferredFragment[] {
  const found: DeferredFragment[] = [];
  interface Place {
    readonly path: readonly string[];
    readonly typeName: string;
    /** The type that fields are looked up on. */
    readonly parent: string;
    readonly wrap: (fragment: InlineFragmentNode) => InlineFragmentNode;
  }
  const visit = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) visitField(selection, place);
      if (selection.kind === Kind.INLINE_FRAGMENT) visitFragment(selection, place);
    }
  };
  const visitField = (field: FieldNode, { path, parent }: Place): void => {
    const type = schema.getType(parent);
    const declared = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
    if (field.selectionSet === undefined || declared === undefined) return;
    const typeName = getNamedType(declared.type).name;
    visit(field.selectionSet, { path: [...path, (field.alias ?? field.name).value], typeName, parent: typeName, wrap: (inner) => inner });
  };
  const visitFragment = (fragment: InlineFragmentNode, { wrap, ...place }: Place): void => {
    const directives = (fragment.directives ?? []).filter(({ name }) => name.value !== 'defer');
    const own = { ...fragment, directives };
    const label = deferLabel(fragment.directives ?? []);
    if (label !== undefined) {
      const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [wrap(own)] };
      found.push({ label, clientLabel: clientLabelOf(label), path: place.path, typeName: place.typeName, selectionSet });
    }
    const around = (inner: InlineFragmentNode): InlineFragmentNode =>
      wrap({ ...own, selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] } });
    visit(fragment.selectionSet, { ...place, parent: fragment.typeCondition?.name.value ?? place.parent, wrap: around });
  };
  visit(operation.selectionSet, { path: [], typeName: rootTypeName, parent: rootTypeName, wrap: (inner) => inner });
  return found;
}

function clientLabelOf(label: string): string | undefined {
  const index = label.indexOf(separator);
  return index < 0 ? undefined : label.slice(index + 1);
}
