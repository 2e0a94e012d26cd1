import { isJsonObject, type JsonObject, readOwn, writeOwn } from './json.ts';
import type { DataRewrite } from './query-plan.ts';
import type { TypeConditions } from './type-conditions.ts';

const FRAGMENT = '... on ';

/** Changes an object in place, as the planner asked for. */
export type Rewrite = (value: unknown) => void;

/** One closure for all `rewrites`, or nothing when there are none. */
export function compileRewrites(rewrites: readonly DataRewrite[] | undefined, types: TypeConditions): Rewrite | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined;
  const steps = rewrites.map((rewrite) => compileRewrite(rewrite, types));
  return (value) => {
    for (const step of steps) step(value);
  };
}

function compileRewrite(rewrite: DataRewrite, types: TypeConditions): Rewrite {
  const last = rewrite.path.at(-1);
  if (last === undefined) return () => undefined;
  return rewrite.path
    .slice(0, -1)
    .reduceRight<Rewrite>((next, element) => compileStep(element, next, types), everyObject(change(rewrite, last)));
}

function change(rewrite: DataRewrite, name: string): (object: JsonObject) => void {
  if (rewrite.kind === 'ValueSetter') return (object) => writeOwn(object, name, rewrite.setValueTo);
  return (object) => {
    const value = readOwn(object, name);
    if (value === undefined) return;
    delete object[name];
    writeOwn(object, rewrite.renameKeyTo, value);
  };
}

function compileStep(element: string, next: Rewrite, types: TypeConditions): Rewrite {
  if (!element.startsWith(FRAGMENT)) return everyObject((object) => next(readOwn(object, element)));
  const condition = element.slice(FRAGMENT.length);
  return everyObject((object) => {
    const typeName = readOwn(object, '__typename');
    // Without a type name the planner knew the type statically.
    if (typeof typeName !== 'string' || types.matches(typeName, condition)) next(object);
  });
}

function everyObject(act: (object: JsonObject) => void): Rewrite {
  const visit: Rewrite = (value) => {
    if (Array.isArray(value)) for (const element of value) visit(element);
    else if (isJsonObject(value)) act(value);
  };
  return visit;
}
