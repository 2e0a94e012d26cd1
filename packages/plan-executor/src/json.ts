/** An object of an answer: parsed JSON, never an instance of a class. */
export interface JsonObject {
  [key: string]: unknown;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a member of parsed JSON. A client may name a field `constructor` or `__proto__`, and a member that is absent
 * must not be found on the prototype.
 */
export function readOwn(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Writes a member, also the one called `__proto__`, which plain assignment would take for the prototype. */
export function writeOwn(object: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** True for names that every object inherits, which therefore need `readOwn`. */
export function isInheritedName(name: string): boolean {
  return name in Object.prototype;
}

/** A deep copy of parsed JSON, so that two places of an answer never share an object. */
export function copyJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  const copy: JsonObject = {};
  for (const name in value) writeOwn(copy, name, copyJson(value[name]));
  return copy as T;
}
