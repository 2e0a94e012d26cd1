import { type Purpose, purposes, type Role, roles } from '@health-graph/permissions';
import { isRecordId } from '@health-graph/records';

/** What a session of the provider stands for: an account, in one of its roles at one place, for one purpose. */
export interface ActingAs {
  readonly accountId: string;
  readonly role: Role;
  readonly purpose: Purpose;
  /** Where the role is held; absent for roles without a place. */
  readonly facilityId?: string;
}

/** What people in a role mostly come for; they may say otherwise, and the policy table decides what it opens. */
const usualPurpose: Readonly<Record<Role, Purpose>> = {
  citizen: 'PATRQT',
  physician: 'TREAT',
  nurse: 'TREAT',
  'head-of-unit': 'TREAT',
  pharmacist: 'TREAT',
  'lab-technician': 'TREAT',
  registrar: 'TREAT',
  'billing-clerk': 'HPAYMT',
  'social-worker': 'TREAT',
  'facility-head': 'HOPERAT',
  'surveillance-officer': 'PUBHLTH',
  'health-department-analyst': 'PUBHLTH',
  payer: 'HPAYMT',
  'security-officer': 'HOPERAT',
  'partner-system': 'TREAT',
  system: 'TREAT',
};

export const purposeOf = (role: Role, asked: string | undefined): Purpose =>
  purposes.find((known) => known === asked) ?? usualPurpose[role];

/** As the provider keeps it, in the place of an account id: whoever changes roles signs in again. */
export const actingAsToText = ({ accountId, role, purpose, facilityId = '' }: ActingAs): string =>
  `${accountId}~${role}~${purpose}~${facilityId}`;

export function actingAsFromText(text: string): ActingAs | undefined {
  const [accountId = '', roleText, purposeText, facilityId = '', ...rest] = text.split('~');
  const role = roles.find((known) => known === roleText);
  const purpose = purposes.find((known) => known === purposeText);
  if (!isRecordId(accountId) || role === undefined || purpose === undefined || rest.length > 0) return undefined;
  if (facilityId !== '' && !isRecordId(facilityId)) return undefined;
  return { accountId, role, purpose, ...(facilityId !== '' && { facilityId }) };
}
