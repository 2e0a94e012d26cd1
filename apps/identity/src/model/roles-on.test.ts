import { recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { aRoleAssignment } from './builders.ts';
import { rolesOn } from './roles-on.ts';

describe('rolesOn', () => {
  it('leaves out what has ended and what has not begun', () => {
    const ended = aRoleAssignment({ id: recordId('test', 'RoleAssignment', 'ended'), period: { end: '2026-06-14' } });
    const future = aRoleAssignment({ id: recordId('test', 'RoleAssignment', 'future'), period: { start: '2026-06-16' } });
    const current = aRoleAssignment();

    expect(rolesOn('2026-06-15', [ended, current, future])).toEqual([current]);
  });

  it('gives an assignment once that names both the account and its practitioner', () => {
    expect(rolesOn('2026-06-15', [aRoleAssignment(), aRoleAssignment()])).toHaveLength(1);
  });

  it('takes an assignment without a period as one that holds', () => {
    const { period: _, ...open } = aRoleAssignment();

    expect(rolesOn('2026-06-15', [open])).toEqual([open]);
  });
});
