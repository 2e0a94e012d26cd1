import {
  type BreakGlass,
  type CareTeamMember,
  type Consent,
  type Guardianship,
  provinceDay,
  type RoleAssignment,
} from '@health-graph/records';
import { type StoredDocument, translated } from '@health-graph/store';
import { maxPatients } from '@health-graph/subgraph-kit';
import type { ClientSession, PipelineStage } from 'mongoose';
import type { Standing } from '../facts/standing.ts';
import { activeAt, activeDuring } from './active-during.ts';
import type { IdentityStore } from './identity-store.ts';

interface Joined extends StoredDocument {
  readonly assigned: StoredDocument[];
  readonly held: StoredDocument[];
  readonly memberships: StoredDocument[];
  readonly guardianships: StoredDocument[];
  readonly consents: StoredDocument[];
  readonly emergencies: StoredDocument[];
  readonly actors: StoredDocument[];
}

/** Whose standing is asked for, where, and when. */
export interface StandingQuestion {
  readonly accountId: string;
  /** The account behind it, where somebody acts for another. */
  readonly act?: string | undefined;
  /** The facility that the account acts at; without one nothing that was given to a facility counts. */
  readonly facilityId?: string | undefined;
  /** Absent: to everybody the account has anything to do with. */
  readonly patientIds?: readonly string[] | undefined;
  readonly at: Date;
  /** Of a command, which decides by what its own transaction reads. */
  readonly session?: ClientSession | undefined;
}

/**
 * An account, the roles it holds, and its ties to these patients; one command, whose joins read the indexes by account, practitioner, practitioner
 * and patient, guardian, grantee, and actor, however many patients and ties there are.
 */
export async function standingOf(store: IdentityStore, question: StandingQuestion): Promise<Standing | undefined> {
  const { Account, BreakGlass, CareTeamMember, Consent, Guardianship, RoleAssignment } = store.collections;
  const [found] = await translated(() =>
    Account.model
      .aggregate<Joined>(pipeline(question))
      .session(question.session ?? null)
      .exec(),
  );
  if (found === undefined) return undefined;
  const { assigned, held, memberships, guardianships, consents, emergencies, actors, ...account } = found;
  return {
    account: Account.toRecord(account),
    roles: [...assigned, ...held].map((document): RoleAssignment => RoleAssignment.toRecord(document)),
    memberships: memberships.map((document): CareTeamMember => CareTeamMember.toRecord(document)),
    guardianships: guardianships.map((document): Guardianship => Guardianship.toRecord(document)),
    consents: consents.map((document): Consent => Consent.toRecord(document)),
    emergencies: emergencies.map((document): BreakGlass => BreakGlass.toRecord(document)),
    isActorInUse: actors.length > 0,
  };
}

/** Rows that name nobody join with an account that names nobody: `present` keeps them apart. */
function pipeline({ accountId, act, facilityId, patientIds, at }: StandingQuestion): PipelineStage[] {
  const of = (field: string) => (patientIds === undefined ? {} : { [field]: { $in: [...patientIds] } });
  const present = { $type: 'string' };
  const holding = activeAt(at);
  const today = activeDuring(provinceDay(at));
  const bound = boundOf(patientIds);
  const join = joinWith(bound);
  return [
    { $match: { _id: accountId } },
    { $lookup: { from: 'role_assignments', localField: '_id', foreignField: 'accountId', as: 'assigned' } },
    join('role_assignments', 'practitionerId', 'practitionerId', { practitionerId: present }, 'held'),
    join('care_team_members', 'practitionerId', 'practitionerId', { practitionerId: present, ...today, ...of('patientId') }, 'memberships'),
    join('guardianships', 'patientId', 'guardianId', { guardianId: present, ...of('wardId') }, 'guardianships'),
    join('break_glasses', '_id', 'actorId', { ...holding, ...of('patientId') }, 'emergencies'),
    { $lookup: { from: 'accounts', pipeline: [{ $match: { _id: act ?? '', status: 'ACTIVE' } }], as: 'actors' } },
    // No field of the account names the facility it acts at today, so that this join has none.
    {
      $lookup: {
        from: 'consents',
        pipeline: [{ $match: { granteeId: facilityId ?? '', ...holding, ...of('patientId') } }, ...bound],
        as: 'consents',
      },
    },
  ];
}

/** Of patients that are not named one more than may be told of: whoever has to do with more is refused, and need not be read whole. */
const boundOf = (patientIds: readonly string[] | undefined): PipelineStage.Limit[] =>
  patientIds === undefined ? [{ $limit: maxPatients + 1 }] : [];

type Join = readonly [from: string, localField: string, foreignField: string, filter: object, as: string];

const joinWith =
  (bound: PipelineStage.Limit[]) =>
  (...[from, localField, foreignField, filter, as]: Join): PipelineStage => ({
    $lookup: { from, localField, foreignField, pipeline: [{ $match: filter }, ...bound], as },
  });
