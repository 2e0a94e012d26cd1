import { unreachable } from '@health-graph/errors';
import { compileFetch } from './fetch-step.ts';
import { compilePath, type PathWalker } from './path-walker.ts';
import type { FetchNode, FlattenNode, PlanNode } from './query-plan.ts';
import { compileBody } from './request-body.ts';
import type { Run, Step } from './run.ts';
import type { Conditions } from './selection.ts';
import type { TypeConditions } from './type-conditions.ts';

export interface PlanContext {
  readonly types: TypeConditions;
  readonly conditions: Conditions;
  /** False for mutations: what was asked before one may be another thing after it. */
  readonly canShareAnswers: boolean;
}

interface Compiler extends PlanContext {
  /** Texts of fetches that stand more than once in the plan. */
  readonly repeated: ReadonlySet<string>;
}

/** Turns a plan into closures; `undefined` is a plan that asks nothing. */
export function compilePlan(node: PlanNode | undefined, context: PlanContext): Step | undefined {
  return node === undefined ? undefined : compileParts(node, [node], context)[0];
}

/** Turns parts of one plan into closures that run beside each other, in one request. */
export function compileParts(
  root: PlanNode,
  parts: readonly (PlanNode | undefined)[],
  context: PlanContext,
): readonly (Step | undefined)[] {
  const compiler = { ...context, repeated: context.canShareAnswers ? repeatedFetches(root) : new Set<string>() };
  return parts.map((part) => (part === undefined ? undefined : compileNode(part, [], compiler)));
}

function compileNode(node: PlanNode, path: readonly (string | number)[], compiler: Compiler): Step | undefined {
  switch (node.kind) {
    case 'Sequence':
      return sequence(compileNodes(node.nodes, path, compiler));
    case 'Parallel':
      return compileParallel(node.nodes, path, compiler);
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], compiler);
    case 'Fetch':
      return compileFetches(node, [compilePath(path)], compiler, idsOf(node));
    case 'Condition': {
      const clause = compiler.conditions[node.condition] === true ? node.ifClause : node.elseClause;
      return clause === undefined ? undefined : compileNode(clause, path, compiler);
    }
    case 'Defer': {
      // For a client that takes one answer: deferred parts come with the rest, and what waits for what is kept.
      const primary = node.primary.node === undefined ? [] : [node.primary.node];
      const deferred = node.deferred.flatMap((part) => part.node ?? []);
      return sequence(compileNodes([...primary, { kind: 'Parallel', nodes: deferred }], path, compiler));
    }
    default:
      return unreachable(node);
  }
}

function compileNodes(nodes: readonly PlanNode[], path: readonly (string | number)[], compiler: Compiler): Step[] {
  return nodes.flatMap((node) => compileNode(node, path, compiler) ?? []);
}

function sequence(steps: readonly Step[]): Step | undefined {
  if (steps.length <= 1) return steps[0];
  return async (run) => {
    for (const step of steps) {
      const pending = step(run);
      if (pending !== undefined) await pending;
    }
  };
}

/** Equal entity fetches that stand side by side become one question for all their paths. */
function compileParallel(nodes: readonly PlanNode[], path: readonly (string | number)[], compiler: Compiler): Step | undefined {
  const folded = new Map<string, { readonly fetch: FetchNode; readonly walkers: PathWalker[]; readonly ids: string[] }>();
  const steps: Step[] = [];
  for (const node of nodes.flatMap((child) => (child.kind === 'Parallel' ? child.nodes : [child]))) {
    if (!isEntityFetch(node)) {
      steps.push(...compileNodes([node], path, compiler));
      continue;
    }
    const text = fetchText(node.node);
    const walker = compilePath([...path, ...node.path]);
    const same = folded.get(text);
    if (same === undefined) folded.set(text, { fetch: node.node, walkers: [walker], ids: [...idsOf(node.node)] });
    else {
      same.walkers.push(walker);
      same.ids.push(...idsOf(node.node));
    }
  }
  for (const { fetch, walkers, ids } of folded.values()) steps.push(compileFetches(fetch, walkers, compiler, ids));
  return parallel(steps);
}

function parallel(steps: readonly Step[]): Step | undefined {
  if (steps.length <= 1) return steps[0];
  return (run: Run) => {
    const pending = steps.flatMap((step) => step(run) ?? []);
    if (pending.length <= 1) return pending[0];
    return Promise.all(pending).then(() => undefined);
  };
}

function compileFetches(node: FetchNode, walkers: readonly PathWalker[], compiler: Compiler, ids: readonly string[]): Step {
  const step = compileFetch({ node, walkers, types: compiler.types, isShared: compiler.repeated.has(fetchText(node)) });
  if (ids.length === 0) return step;
  return (run) => {
    const tell = (): void => {
      for (const id of ids) run.settled?.(id);
    };
    const pending = step(run);
    if (pending !== undefined) return pending.then(tell);
    tell();
    return undefined;
  };
}

const idsOf = ({ id }: FetchNode): readonly string[] => (id === undefined ? [] : [id]);

function isEntityFetch(node: PlanNode): node is FlattenNode & { readonly node: FetchNode } {
  return (
    node.kind === 'Flatten' && node.node.kind === 'Fetch' && node.node.requires !== undefined && node.node.contextRewrites === undefined
  );
}

/** Two fetches with equal text are interchangeable. */
function fetchText(node: FetchNode): string {
  return compileBody(node).text + JSON.stringify([node.requires, node.inputRewrites, node.outputRewrites, node.operationKind]);
}

function repeatedFetches(root: PlanNode): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const visit = (node: PlanNode | undefined): void => {
    if (node === undefined) return;
    if (node.kind === 'Fetch') {
      const text = fetchText(node);
      if (seen.has(text) && node.operationKind === 'query') repeated.add(text);
      seen.add(text);
    } else for (const child of childNodes(node)) visit(child);
  };
  visit(root);
  return repeated;
}

/** What stands directly below a node. */
export function childNodes(node: Exclude<PlanNode, FetchNode>): readonly (PlanNode | undefined)[] {
  if (node.kind === 'Flatten') return [node.node];
  if (node.kind === 'Condition') return [node.ifClause, node.elseClause];
  if (node.kind === 'Defer') return [node.primary.node, ...node.deferred.map((part) => part.node)];
  return node.nodes;
}
