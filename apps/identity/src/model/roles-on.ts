import { overlaps, periodBounds, type RoleAssignment, timeBounds } from '@health-graph/records';

/** The assignments that hold on `day`, each once, whether they name the account or the practitioner who owns it. */
export function rolesOn(day: string, assignments: readonly RoleAssignment[]): RoleAssignment[] {
  const today = timeBounds(day);
  const byId = new Map(assignments.map((assignment) => [assignment.id, assignment]));
  return [...byId.values()].filter(({ period }) => overlaps(periodBounds(period), today));
}
