import { isRequiredScope } from './scope.ts';

/** What the scopes of a token grant. */
export interface ScopeSet {
  /** Whether one scope that a field requires is granted. */
  grants(required: string): boolean;
  /** Whether a requirement is: a list of groups, one of which must be granted whole (OR of ANDs). No group: never. */
  satisfies(anyOf: readonly (readonly string[])[]): boolean;
}

/** `patient/Observation.rs`, `user/*.cruds`. */
const granting = /^(patient|user|system)\/([A-Z][A-Za-z]+|\*)\.(?=[cruds])(c?r?u?d?s?)$/;

/**
 * Reads scopes of SMART on FHIR v2. `*` stands for every resource; the three levels never stand for each other. What cannot be held to at a
 * field grants nothing rather than too much: a scope with a query part, the `.read` and `.write` of v1, whatever is misspelt. Other scopes
 * (`openid`) grant themselves.
 * @see https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
export function createScopeSet(scopes: Iterable<string>): ScopeSet {
  const others = new Set<string>();
  const interactions = new Map<string, Set<string>>();
  for (const scope of scopes) {
    const [, level, resource, letters] = granting.exec(scope) ?? [];
    if (letters === undefined) {
      if (!scope.includes('/')) others.add(scope);
      continue;
    }
    const key = `${level}/${resource}`;
    interactions.set(key, (interactions.get(key) ?? new Set()).union(new Set(letters)));
  }
  const grants = (required: string): boolean => {
    if (!isRequiredScope(required)) return others.has(required);
    const dot = required.indexOf('.');
    const slash = required.indexOf('/');
    const named = interactions.get(required.slice(0, dot));
    const all = interactions.get(`${required.slice(0, slash)}/*`);
    return [...required.slice(dot + 1)].every((letter) => named?.has(letter) === true || all?.has(letter) === true);
  };
  return { grants, satisfies: (anyOf) => anyOf.some((group) => group.every(grants)) };
}
