import type {
  DataRewrite,
  FetchNode,
  KeyRenamer,
  PlanNode,
  QueryPlan,
  RequiredSelection,
  SubscriptionNode,
} from '@health-graph/plan-executor';
import { type DocumentNode, type FieldNode, Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { Substitutes } from './required-arguments.ts';
import { splitFetch } from './split-fetch.ts';

/** Writes the real fields into a plan that was made with substitutes; the twins' names stay as aliases. */
export function restoreFields(plan: QueryPlan, substitutes: Substitutes): QueryPlan {
  if (plan.node === undefined || substitutes.fields.size === 0) return plan;
  return { ...plan, node: restoreNode(plan.node, substitutes) };
}

function restoreNode<Node extends PlanNode | SubscriptionNode>(node: Node, substitutes: Substitutes): Node;
function restoreNode(node: PlanNode | SubscriptionNode, substitutes: Substitutes): PlanNode | SubscriptionNode {
  const restore = (child: PlanNode): PlanNode => restoreNode(child, substitutes);
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(restore) };
    case 'Flatten':
      if (node.node.kind !== 'Fetch') return { ...node, node: restore(node.node) };
      return inParallel(restoreFetches(node.node, substitutes).map((fetch) => ({ ...node, node: fetch })));
    case 'Fetch':
      return inParallel(restoreFetches(node, substitutes));
    case 'Condition':
      return { ...node, ...optional('ifClause', node.ifClause, restore), ...optional('elseClause', node.elseClause, restore) };
    case 'Subscription':
      return { ...node, primary: restoreFetch(node.primary, substitutes), ...optional('rest', node.rest, restore) };
    case 'Defer':
      return {
        ...node,
        primary: { ...node.primary, ...optional('node', node.primary.node, restore) },
        deferred: node.deferred.map((part) => ({ ...part, ...optional('node', part.node, restore) })),
      };
  }
}

function optional<Name extends string>(
  name: Name,
  node: PlanNode | undefined,
  restore: (node: PlanNode) => PlanNode,
): Partial<Record<Name, PlanNode>> {
  return node === undefined ? {} : ({ [name]: restore(node) } as Record<Name, PlanNode>);
}

function inParallel(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind: 'Parallel', nodes };
}

function restoreFetches(fetch: FetchNode, substitutes: Substitutes): readonly FetchNode[] {
  return splitFetch(fetch, substitutes).map((part) => restoreFetch(part, substitutes));
}

function restoreFetch(fetch: FetchNode, { fields }: Substitutes): FetchNode {
  const renames = (fetch.requires ?? []).flatMap((selection) => renamesOf(selection, [], fields));
  const inputRewrites: readonly DataRewrite[] = [
    ...(fetch.inputRewrites ?? []).map((rewrite) => restoreRewrite(rewrite, fields)),
    ...renames,
  ];
  return { ...fetch, operation: restoreOperation(fetch.operation, fields), ...(inputRewrites.length === 0 ? {} : { inputRewrites }) };
}

function restoreOperation(operation: string, fields: Substitutes['fields']): string {
  if (![...fields.keys()].some((name) => operation.includes(name))) return operation;
  const document: DocumentNode = visit(parse(operation, { noLocation: true }), {
    Field: (field): FieldNode | undefined => {
      const real = fields.get(field.name.value);
      if (real === undefined) return undefined;
      return { ...field, alias: field.alias ?? field.name, name: { kind: Kind.NAME, value: real.name }, arguments: real.arguments };
    },
  });
  return stripIgnoredCharacters(print(document));
}

/** A representation carries the real name: the subgraph has never heard of the twin. */
function renamesOf(selection: RequiredSelection, path: readonly string[], fields: Substitutes['fields']): readonly KeyRenamer[] {
  if (selection.kind === 'InlineFragment') {
    const inner = selection.typeCondition === undefined ? path : [...path, `... on ${selection.typeCondition}`];
    return selection.selections.flatMap((child) => renamesOf(child, inner, fields));
  }
  const name = selection.alias ?? selection.name;
  const real = fields.get(name);
  const nested = (selection.selections ?? []).flatMap((child) => renamesOf(child, [...path, name], fields));
  return real === undefined ? nested : [...nested, { kind: 'KeyRenamer', path: [...path, name], renameKeyTo: real.name }];
}

function restoreRewrite(rewrite: DataRewrite, fields: Substitutes['fields']): DataRewrite {
  const real = rewrite.kind === 'KeyRenamer' ? fields.get(rewrite.renameKeyTo) : undefined;
  return real === undefined || rewrite.kind !== 'KeyRenamer' ? rewrite : { ...rewrite, renameKeyTo: real.name };
}
