import { type FetchNode, onlyKeyName, type PlanNode, type QueryPlan, type SubscriptionNode } from '@health-graph/plan-executor';
import { type FieldNode, type InlineFragmentNode, Kind, parse, print, type SelectionNode, stripIgnoredCharacters, visit } from 'graphql';

/**
 * Lets every fetch of entities ask for their key, where that is one scalar: an answer then says which entity it is about, and one that was mixed up is found.
 * A subgraph knows the key of what it is asked about, and who may ask for the rest may ask for it.
 */
export function askForKeys(plan: QueryPlan): QueryPlan {
  return plan.node === undefined ? plan : { ...plan, node: inNode(plan.node) };
}

function inNode<Node extends PlanNode | SubscriptionNode>(node: Node): Node;
function inNode(node: PlanNode | SubscriptionNode): PlanNode | SubscriptionNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => inNode(child)) };
    case 'Flatten':
      return { ...node, node: inNode(node.node) };
    case 'Fetch':
      return inFetch(node);
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: inNode(node.ifClause) }),
        ...(node.elseClause && { elseClause: inNode(node.elseClause) }),
      };
    case 'Subscription':
      return { ...node, ...(node.rest && { rest: inNode(node.rest) }) };
    case 'Defer':
      return {
        ...node,
        primary: { ...node.primary, ...(node.primary.node && { node: inNode(node.primary.node) }) },
        deferred: node.deferred.map((part) => ({ ...part, ...(part.node && { node: inNode(part.node) }) })),
      };
  }
}

function inFetch(fetch: FetchNode): FetchNode {
  const key = onlyKeyName(fetch.requires ?? []);
  if (key === undefined) return fetch;
  const operation = visit(parse(fetch.operation, { noLocation: true }), {
    Field: (field) => {
      if (field.name.value !== '_entities' || field.selectionSet === undefined) return undefined;
      const selections = field.selectionSet.selections.map((fragment) =>
        fragment.kind === Kind.INLINE_FRAGMENT ? withKey(fragment, key) : fragment,
      );
      return { ...field, selectionSet: { ...field.selectionSet, selections } };
    },
  });
  return { ...fetch, operation: stripIgnoredCharacters(print(operation)) };
}

/** Nothing where the name is taken for something else. */
function withKey(fragment: InlineFragmentNode, key: string): InlineFragmentNode {
  const { selections } = fragment.selectionSet;
  if (selections.some((selection) => responseName(selection) === key)) return fragment;
  const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: key } };
  return { ...fragment, selectionSet: { ...fragment.selectionSet, selections: [...selections, field] } };
}

const responseName = (selection: SelectionNode): string | undefined =>
  selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : undefined;
