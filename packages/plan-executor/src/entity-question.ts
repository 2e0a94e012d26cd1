import type { JsonObject } from './json.ts';
import type { PathWalker, Place } from './path-walker.ts';
import type { Representation } from './representation.ts';
import type { Run } from './run.ts';

/** The objects under the paths of a fetch, true as long as the answer's structure is the one they were found in. */
export interface FoundObjects {
  readonly structure: number;
  readonly objects: readonly JsonObject[];
}

/** Which object waits for which representation; -1 is an object that could not be represented. */
export interface EntityQuestion extends FoundObjects {
  readonly indexes: readonly number[];
  readonly count: number;
  /** For each representation, the first object that it is of. */
  readonly represented: readonly JsonObject[];
  /** The representations as JSON text, separated by commas. */
  readonly text: string;
  readonly isComplete: boolean;
}

/** The paths of a fetch: several when equal fetches were folded into one. */
export interface FetchPaths {
  readonly walkers: readonly PathWalker[];
  /** Equal for equal paths. */
  readonly key: string;
}

export function createPaths(walkers: readonly PathWalker[]): FetchPaths {
  return { walkers, key: walkers.map(({ path }) => path.join('.')).join('|') };
}

/** Fetches that stand at one path find the same objects, unless an answer brought new ones in between. */
export function findObjects(run: Run, { walkers, key }: FetchPaths): readonly JsonObject[] {
  const known = run.found.get(key);
  if (known !== undefined && known.structure === run.structure) return known.objects;
  const objects: JsonObject[] = [];
  for (const walker of walkers) walker.collect(run.data, objects);
  run.found.set(key, { structure: run.structure, objects });
  return objects;
}

/** The places of the same objects with their paths; slow, for errors and contexts. */
export function findPlaces(run: Run, { walkers }: FetchPaths): readonly Place[] {
  return walkers.flatMap((walker) => walker.places(run.data));
}

/** @param key equal for fetches that stand at one path and need the same members */
export function askForAll(run: Run, paths: FetchPaths, representation: Representation, key: string): EntityQuestion {
  const known = run.questions.get(key);
  // An incomplete one is made again: what was missing may have come since.
  if (known?.isComplete === true && known.structure === run.structure) return known;
  const question = askFor(findObjects(run, paths), representation, run.structure);
  run.questions.set(key, question);
  return question;
}

/** Represents each object; equal representations are asked about once. */
export function askFor(objects: readonly JsonObject[], { build, keyName }: Representation, structure: number): EntityQuestion {
  const list = createList(build);
  const indexOf = keyName === undefined ? list.indexOf : byKey(keyName, list.indexOf);
  const indexes = new Array<number>(objects.length);
  let isComplete = true;
  for (let position = 0; position < objects.length; position++) {
    const index = indexOf(objects[position] as JsonObject);
    indexes[position] = index;
    if (index < 0) isComplete = false;
  }
  return { objects, indexes, ...list.end(), isComplete, structure };
}

type IndexOf = (object: JsonObject) => number;

function createList(build: Representation['build']): {
  readonly indexOf: IndexOf;
  end(): Pick<EntityQuestion, 'text' | 'count' | 'represented'>;
} {
  const known = new Map<string, number>();
  const represented: JsonObject[] = [];
  let list = '';
  return {
    indexOf: (object) => {
      const text = build(object);
      if (text === undefined) return -1;
      const same = known.get(text);
      if (same !== undefined) return same;
      const index = known.size;
      known.set(text, index);
      represented.push(object);
      list += index === 0 ? text : `,${text}`;
      return index;
    },
    end: () => ({ text: list, count: known.size, represented }),
  };
}

/** Looks an object up by type name and key, so that only the first of equal ones is written as text. */
function byKey(keyName: string, indexOf: IndexOf): IndexOf {
  const types = new Map<unknown, Map<unknown, number>>();
  let lastType: unknown;
  let keys = new Map<unknown, number>();
  return (object) => {
    const typeName = object['__typename'];
    if (typeName !== lastType) {
      lastType = typeName;
      keys = types.get(typeName) ?? new Map<unknown, number>();
      types.set(typeName, keys);
    }
    const key = object[keyName];
    let index = keys.get(key);
    if (index === undefined) {
      index = indexOf(object);
      keys.set(key, index);
    }
    return index;
  };
}
