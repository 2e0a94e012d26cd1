import { isInheritedName, isJsonObject, type JsonObject, readOwn } from './json.ts';

/** A path in the client's answer. */
export type ResponsePath = readonly (string | number)[];

/** An object of the answer with the way that leads to it, parents first. */
export interface Place {
  readonly object: JsonObject;
  readonly path: ResponsePath;
  readonly ancestors: readonly JsonObject[];
}

/** Finds the objects under one path of a plan: quickly without, and for errors with, the path of each. */
export interface PathWalker {
  readonly path: readonly string[];
  /** Appends every object under the path. */
  collect(root: unknown, found: JsonObject[]): void;
  places(root: unknown): readonly Place[];
}

export function compilePath(path: readonly (string | number)[]): PathWalker {
  // `name|[A,B]` carries a type condition that the representation's own condition repeats.
  const names = path.map((element) => String(element).split('|', 1)[0] ?? '');
  return { path: names, collect: compileCollect(names), places: (root) => findPlaces(names, root) };
}

type Collect = (value: unknown, found: JsonObject[]) => void;

function compileCollect(path: readonly string[]): Collect {
  const end: Collect = (value, found) => {
    if (Array.isArray(value)) for (const element of value) end(element, found);
    else if (isJsonObject(value)) found.push(value);
  };
  return path.reduceRight<Collect>((next, element) => (element === '@' ? eachElement(next) : member(element, next)), end);
}

function eachElement(next: Collect): Collect {
  return (value, found) => {
    if (Array.isArray(value)) for (let index = 0; index < value.length; index++) next(value[index], found);
    else if (value !== null && value !== undefined) next(value, found);
  };
}

function member(name: string, next: Collect): Collect {
  const isInherited = isInheritedName(name);
  const step: Collect = (value, found) => {
    if (Array.isArray(value)) for (const element of value) step(element, found);
    else if (isJsonObject(value)) next(isInherited ? readOwn(value, name) : value[name], found);
  };
  return step;
}

function findPlaces(names: readonly string[], root: unknown): Place[] {
  const found: Place[] = [];
  const visit = (value: unknown, depth: number, path: ResponsePath, ancestors: readonly JsonObject[]): void => {
    if (Array.isArray(value)) {
      const next = names[depth] === '@' ? depth + 1 : depth;
      for (const [index, element] of value.entries()) visit(element, next, [...path, index], ancestors);
      return;
    }
    if (!isJsonObject(value)) return;
    const name = names[depth];
    if (name === undefined) found.push({ object: value, path, ancestors });
    else if (name === '@') visit(value, depth + 1, path, ancestors);
    else visit(readOwn(value, name), depth + 1, [...path, name], [...ancestors, value]);
  };
  visit(root, 0, [], []);
  return found;
}
