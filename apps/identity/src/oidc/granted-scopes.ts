import type { Role } from '@health-graph/permissions';

const pattern = /^(patient|user|system)\/(?:[A-Z][A-Za-z]+|\*)\.(?=[cruds])c?r?u?d?s?$/;

/** SMART on FHIR v2: `patient/` for people about themselves, `user/` for staff, `system/` where nobody sits in front of it. */
const levelOf = (role: Role): string =>
  role === 'citizen' ? 'patient' : role === 'system' || role === 'partner-system' ? 'system' : 'user';

/** Whether a scope is one that the graph knows. Those with a query part are not: a field could not hold to it. */
export const isGraphScope = (scope: string): boolean => pattern.test(scope);

/** Of the scopes that a client asked for, those that fit the role; without any, all reading. */
export function grantedScopes(role: Role, asked: Iterable<string>): readonly string[] {
  const level = levelOf(role);
  const graph = [...asked].filter(isGraphScope);
  return graph.length === 0 ? [`${level}/*.rs`] : graph.filter((scope) => scope.startsWith(`${level}/`));
}
