import { isJsonObject, readOwn } from './json.ts';
import type { Place } from './path-walker.ts';
import type { KeyRenamer } from './query-plan.ts';
import type { TypeConditions } from './type-conditions.ts';

/** The JSON text of the variables that `@fromContext` arguments need at a place of the answer, without braces. */
export type ContextVariables = (place: Place) => string;

const FRAGMENT = '... on ';

/**
 * A context rewrite walks from the entity upwards (`..` is the parent object), then down to the value. Only the rewrites
 * whose type condition holds apply: the planner writes one per type that may carry the context.
 */
export function compileContext(rewrites: readonly KeyRenamer[] | undefined, types: TypeConditions): ContextVariables | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined;
  const names = [...new Set(rewrites.map((rewrite) => rewrite.renameKeyTo))];
  return (place) =>
    names
      .map((name) => {
        const values = rewrites.filter((rewrite) => rewrite.renameKeyTo === name).map((rewrite) => valueAt(place, rewrite.path, types));
        return `${JSON.stringify(name)}:${JSON.stringify(values.find((value) => value !== undefined) ?? null)}`;
      })
      .join(',');
}

function valueAt(place: Place, path: readonly string[], types: TypeConditions): unknown {
  const chain = [...place.ancestors, place.object];
  const upwards = path.findIndex((element) => element !== '..');
  const start = chain[chain.length - 1 - (upwards === -1 ? path.length : upwards)];
  return readPath(start, path.slice(upwards === -1 ? path.length : upwards), types);
}

function readPath(value: unknown, path: readonly string[], types: TypeConditions): unknown {
  const [element, ...rest] = path;
  if (element === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => readPath(item, path, types));
  if (!isJsonObject(value)) return undefined;
  if (!element.startsWith(FRAGMENT)) return readPath(readOwn(value, element), rest, types);
  const typeName = readOwn(value, '__typename');
  const isMatch = typeof typeName !== 'string' || types.matches(typeName, element.slice(FRAGMENT.length));
  return isMatch ? readPath(value, rest, types) : undefined;
}
