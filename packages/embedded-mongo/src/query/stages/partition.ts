import type { Document } from '../../bson/document.ts';
import type { Expression } from '../expression/expression.ts';
import { ValueMap } from '../expression/value-set.ts';
import { fail } from '../failure.ts';
import { compileSortKey } from '../sort.ts';
import { memoryBudget, orderOf, type PipelineContext, scopeOf } from './stage.ts';

/** Reads all documents into partitions, each sorted, the partitions in the order of their keys' first arrival. */
export const partitions = async (
  input: AsyncIterable<Document>,
  by: Expression | undefined,
  sortBy: Document | undefined,
  context: PipelineContext,
): Promise<readonly Document[][]> => {
  const groups = new ValueMap<Document[]>(orderOf(context));
  const hold = memoryBudget(context, '$setWindowFields');
  for await (const document of input) {
    hold(document);
    const key = by?.(scopeOf(document, context)) ?? null;
    if (Array.isArray(key)) fail('TypeMismatch', 'An expression used to partition cannot evaluate to value of type array');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [document]);
    else group.push(document);
  }
  const parts = groups.entries().map(({ value }) => value);
  if (sortBy === undefined) return parts;
  const { keys, compare } = compileSortKey(sortBy, orderOf(context));
  return parts.map((part) =>
    part
      .map((document) => ({ document, keys: keys(document) }))
      .sort((a, b) => compare(a.keys, b.keys))
      .map(({ document }) => document),
  );
};
