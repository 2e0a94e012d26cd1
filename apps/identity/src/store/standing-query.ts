import type { CareTeamMember, Guardianship, RoleAssignment } from '@health-graph/records';
import { type StoredDocument, translated } from '@health-graph/store';
import type { PipelineStage } from 'mongoose';
import type { Standing } from '../facts/facts-of.ts';
import type { IdentityStore } from './identity-store.ts';

interface Joined extends StoredDocument {
  readonly assigned: StoredDocument[];
  readonly held: StoredDocument[];
  readonly memberships: StoredDocument[];
  readonly guardianships: StoredDocument[];
}

/**
 * An account, the roles it holds, and its ties to these patients; one command, whose joins read the indexes by account, practitioner, practitioner
 * and patient, and guardian, however many patients and ties there are.
 */
export async function standingOf(store: IdentityStore, accountId: string, patientIds: readonly string[]): Promise<Standing | undefined> {
  const { Account, CareTeamMember, Guardianship, RoleAssignment } = store.collections;
  const [found] = await translated(() => Account.model.aggregate<Joined>(pipeline(accountId, patientIds)).exec());
  if (found === undefined) return undefined;
  const { assigned, held, memberships, guardianships, ...account } = found;
  return {
    account: Account.toRecord(account),
    roles: [...assigned, ...held].map((document): RoleAssignment => RoleAssignment.toRecord(document)),
    memberships: memberships.map((document): CareTeamMember => CareTeamMember.toRecord(document)),
    guardianships: guardianships.map((document): Guardianship => Guardianship.toRecord(document)),
  };
}

/** Rows that name nobody join with an account that names nobody: `present` keeps them apart. */
function pipeline(accountId: string, patientIds: readonly string[]): PipelineStage[] {
  const ofPatients = { $in: [...patientIds] };
  const present = { $type: 'string' };
  return [
    { $match: { _id: accountId } },
    { $lookup: { from: 'role_assignments', localField: '_id', foreignField: 'accountId', as: 'assigned' } },
    join('role_assignments', 'practitionerId', 'practitionerId', { practitionerId: present }, 'held'),
    join('care_team_members', 'practitionerId', 'practitionerId', { practitionerId: present, patientId: ofPatients }, 'memberships'),
    join('guardianships', 'patientId', 'guardianId', { guardianId: present, wardId: ofPatients }, 'guardianships'),
  ];
}

const join = (from: string, localField: string, foreignField: string, filter: object, as: string): PipelineStage => ({
  $lookup: { from, localField, foreignField, pipeline: [{ $match: filter }], as },
});
