import type { Caller, Purpose, Role } from '@health-graph/permissions';

/** Who prescribes, gives and hands out medicines. */
const roles: ReadonlySet<Role> = new Set(['physician', 'nurse', 'head-of-unit', 'pharmacist']);

const purposes: ReadonlySet<Purpose> = new Set(['TREAT', 'ETREAT']);

/** Whether somebody in this role may check prescriptions at all, for this purpose; of which patients follows from the policy table. */
export const mayCheckPrescriptions = ({ role, purpose }: Pick<Caller, 'role' | 'purpose'>): boolean =>
  roles.has(role) && purposes.has(purpose);
