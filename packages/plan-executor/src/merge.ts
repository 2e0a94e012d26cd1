import { isJsonObject, type JsonObject, readOwn, writeOwn } from './json.ts';
import type { TypeConditions } from './type-conditions.ts';

/**
 * Writes what a subgraph answered into the object it was asked about. What is there stays unless the answer says more:
 * a null never removes an object that another subgraph gave, and the name of an interface never replaces the name of
 * the object type that is already known.
 */
export function mergeInto(target: JsonObject, source: JsonObject, types: TypeConditions): void {
  for (const name in source) {
    const value = source[name];
    const present = readOwn(target, name);
    if (present === undefined || present === null) writeOwn(target, name, value);
    else if (typeof present === 'object') mergeNested(target, name, present, value, types);
    else if (name === '__typename' && types.isObjectType(String(present))) continue;
    else if (value !== null && value !== undefined) writeOwn(target, name, value);
  }
}

/** The same for an answer without nested objects, of which nothing can be shared between places. */
export function mergeFlat(target: JsonObject, source: JsonObject, types: TypeConditions): void {
  for (const name in source) {
    const value = source[name];
    if (value === null || typeof value === 'object' || name === '__typename' || name === '__proto__') {
      mergeInto(target, source, types);
      return;
    }
    target[name] = value;
  }
}

function mergeNested(target: JsonObject, name: string, present: object, value: unknown, types: TypeConditions): void {
  if (Array.isArray(present)) {
    if (Array.isArray(value) && value.length === present.length) mergeLists(present, value, types);
    else if (value !== null && value !== undefined) writeOwn(target, name, value);
  } else if (isJsonObject(value)) mergeInto(present as JsonObject, value, types);
  else if (value !== null && value !== undefined) writeOwn(target, name, value);
}

function mergeLists(target: unknown[], source: readonly unknown[], types: TypeConditions): void {
  for (let index = 0; index < source.length; index++) {
    const present = target[index];
    const value = source[index];
    if (isJsonObject(present) && isJsonObject(value)) mergeInto(present, value, types);
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) mergeLists(present, value, types);
    else if (value !== null && value !== undefined) target[index] = value;
  }
}
