import { OperationTooComplex } from '@health-graph/errors';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import type { Limits } from './settings.ts';

interface Extent {
  readonly depth: number;
  readonly fields: number;
}

/**
 * Refuses a document before it is validated, because validation itself is slow on nasty ones. Fragments count wherever
 * they are spread, yet each is measured once; one that spreads itself is left to validation.
 * @throws OperationTooComplex naming the limit
 */
export function checkOperationLimits(document: DocumentNode, limits: Limits): void {
  const counts = countNodes(document);
  refuseAbove(counts.aliases, 'aliases', limits.aliases);
  refuseAbove(counts.directives, 'directives', limits.directives);
  const extentOf = measureFragments(document, limits);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields } = extentOf(definition.selectionSet);
    refuseAbove(depth, 'depth', limits.depth);
    refuseAbove(fields, 'fields', limits.fields);
  }
}

function refuseAbove(found: number, name: string, limit: number): void {
  if (found > limit) throw new OperationTooComplex(`The operation exceeds the limit of ${name}.`, { limit, what: name });
}

function countNodes(document: DocumentNode): { readonly aliases: number; readonly directives: number } {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: (field) => {
      if (field.alias !== undefined) aliases++;
    },
    Directive: () => {
      directives++;
    },
  });
  return { aliases, directives };
}

function measureFragments(document: DocumentNode, limits: Limits): (selectionSet: SelectionSetNode) => Extent {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<string, Extent>();
  const measureFragment = (name: string): Extent => {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    known.set(name, { depth: 0, fields: 0 });
    const fragment = fragments.get(name);
    const extent = fragment === undefined ? { depth: 0, fields: 0 } : measureSet(fragment.selectionSet);
    known.set(name, extent);
    return extent;
  };
  const measure = (selection: SelectionNode): Extent => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return measureSet(selection.selectionSet);
    if (selection.selectionSet === undefined) return { depth: 1, fields: 1 };
    const inner = measureSet(selection.selectionSet);
    return { depth: inner.depth + 1, fields: inner.fields + 1 };
  };
  const measureSet = ({ selections }: SelectionSetNode): Extent => {
    let depth = 0;
    let fields = 0;
    for (const selection of selections) {
      const extent = measure(selection);
      depth = Math.max(depth, extent.depth);
      fields = Math.min(fields + extent.fields, limits.fields + 1);
    }
    return { depth, fields };
  };
  return measureSet;
}
