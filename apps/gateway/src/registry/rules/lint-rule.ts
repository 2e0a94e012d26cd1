import { type LintFault, lint, type SubgraphSchema } from '@health-graph/composition';
import type { Finding, FindingCode } from './finding.ts';

/** The conventions of the graph that this set of subgraphs breaks. */
export function conventionsBroken(schemas: readonly SubgraphSchema[], published: string): readonly Finding[] {
  const faults = lint(schemas);
  const own = new Set(faults.filter(({ subgraph }) => subgraph === published).map(({ coordinate }) => coordinate));
  // What is said of the published subgraph is not said again of each beside it.
  const told = faults.filter(({ subgraph, coordinate }) => subgraph === published || !own.has(coordinate));
  return told.map(({ subgraph, coordinate, rule, message }) => ({
    code: codeOf(rule),
    coordinate,
    reason: subgraph === published ? message : `In ${subgraph}, beside which this is published: ${message}`,
  }));
}

function codeOf(rule: LintFault['rule']): FindingCode {
  if (rule === 'class' || rule === 'scopes') return 'UNCLASSIFIED_FIELD';
  return weakening.has(rule) ? 'WEAKENS_CLASS' : 'BREAKS_CONVENTION';
}

const weakening: ReadonlySet<string> = new Set(['weaker-class', 'weaker-scopes', 'interface-class', 'class-alternatives', 'provides']);
