import { type Role, roles } from '@health-graph/permissions';
import type { RoleAssignment } from '@health-graph/records';

/** The name of a role in the graph, `HEAD_OF_UNIT`, as the policy table has it, `head-of-unit`. */
export function roleNameOf(role: RoleAssignment['role']): Role | undefined {
  const name = role?.toLowerCase().replaceAll('_', '-');
  return roles.find((known) => known === name);
}
