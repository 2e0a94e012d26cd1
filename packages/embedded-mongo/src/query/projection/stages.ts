import type { StringOrder } from '../../bson/compare.ts';
import { isDocument } from '../../bson/document.ts';
import { typeOf } from '../../bson/types.ts';
import { compileExpression, fieldPathOf } from '../expression/expression.ts';
import { rootScope } from '../expression/scope.ts';
import { fail } from '../failure.ts';
import { carryMetadata } from '../metadata.ts';
import { compileProjection, type Transform } from './projection.ts';
import { applyExclusion, branch, type ProjectionBranch } from './tree.ts';

/** `$project` */
export const compileStageProject = (spec: unknown, order: StringOrder, variables: Iterable<string>): Transform => {
  if (!isDocument(spec)) return fail(15969, '$project specification must be an object');
  if (Object.keys(spec).length === 0) fail(51272, 'Invalid $project :: caused by :: projection specification must have at least one field');
  for (const path of Object.keys(spec))
    if (path.endsWith('.$') || path === '$')
      fail(31324, 'Invalid $project :: caused by :: Cannot use positional projection in aggregation projection');
  return compileProjection(spec, { order, variables });
};

const exclude = (tree: ProjectionBranch, parts: readonly string[]): void => {
  let current = tree;
  for (const part of parts.slice(0, -1)) {
    const present = current.children.get(part) ?? branch();
    if (present.kind !== 'branch') {
      fail(31249, `Invalid $project :: caused by :: Path collision at ${parts.join('.')}`);
      return;
    }
    current.children.set(part, present);
    current = present;
  }
  const last = parts.at(-1) as string;
  if (current.children.has(last)) fail(31250, `Invalid $project :: caused by :: Path collision at ${parts.join('.')}`);
  current.children.set(last, { kind: 'exclude' });
};

/** `$unset`: a path or a list of paths. */
export const compileUnset = (spec: unknown): Transform => {
  const paths = typeof spec === 'string' ? [spec] : spec;
  if (!Array.isArray(paths)) return fail(31002, '$unset specification must be a string or an array');
  if (paths.length === 0) fail(31119, '$unset specification must be a string or an array with at least one field');
  const tree = branch();
  for (const path of paths as unknown[]) {
    if (typeof path !== 'string') fail(31120, '$unset specification must be a string or an array containing only string values');
    else exclude(tree, fieldPathOf(path));
  }
  return (document) => carryMetadata(document, applyExclusion(document, tree));
};

/** `$replaceRoot: { newRoot }` and `$replaceWith`. */
export const compileReplaceRoot = (name: string, spec: unknown, order: StringOrder, variables: Iterable<string>): Transform => {
  if (name === '$replaceRoot') {
    if (!isDocument(spec)) return fail(40229, `expected an object as specification for $replaceRoot stage, got ${typeOf(spec)}`);
    for (const key of Object.keys(spec)) if (key !== 'newRoot') fail(40415, `BSON field '$replaceRoot.${key}' is an unknown field.`);
    if (!Object.hasOwn(spec, 'newRoot')) fail(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field");
  }
  const evaluate = compileExpression(name === '$replaceRoot' ? (spec as { newRoot: unknown }).newRoot : spec, { order, variables });
  return (document, scope) => {
    const next = evaluate(scope ?? rootScope(document));
    if (!isDocument(next))
      return fail(
        40228,
        `'newRoot' expression must evaluate to an object, but resulting value was: ${typeOf(next) === 'missing' ? 'MISSING' : String(next)}. Type of resulting value: '${typeOf(next)}'.`,
      );
    return carryMetadata(document, next);
  };
};
