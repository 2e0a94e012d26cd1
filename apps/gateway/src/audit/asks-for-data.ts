import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

const known = new WeakMap<OperationDefinitionNode, boolean>();

/** Whether an operation asks for anything but the schema itself: a root field that is no `__schema`, `__type` or `__typename`. */
export function asksForData(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const answer = known.get(operation) ?? hasDataField(operation.selectionSet, fragmentsOf(document));
  known.set(operation, answer);
  return answer;
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));

/** Validated documents only: fragments are there, and none spreads itself. */
function hasDataField({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return inner === undefined || hasDataField(inner.selectionSet, fragments);
  });
}
