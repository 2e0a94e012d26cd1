import type { Resolvers } from '../__generated__/resolvers.ts';
import { AccessEvent } from './access-event.ts';
import { Account } from './account.ts';
import { AuditEntry } from './audit-entry.ts';
import { AuditEvent } from './audit-event.ts';
import { BreakGlass, BreakGlassReview } from './break-glass.ts';
import { CareTeamMember } from './care-team-member.ts';
import { Consent } from './consent.ts';
import { Department } from './department.ts';
import { Facility } from './facility.ts';
import { Guardianship } from './guardianship.ts';
import { Mutation } from './mutation.ts';
import { Patient } from './patient.ts';
import { Practitioner } from './practitioner.ts';
import { Query } from './query.ts';
import { RoleAssignment } from './role-assignment.ts';
import { Subscription } from './subscription.ts';

/** Every type that needs more than reading its fields. */
export const resolvers: Resolvers = {
  AccessEvent,
  Account,
  AuditEntry,
  AuditEvent,
  BreakGlass,
  BreakGlassReview,
  CareTeamMember,
  Consent,
  Department,
  Facility,
  Guardianship,
  Mutation,
  Patient,
  Practitioner,
  Query,
  RoleAssignment,
  Subscription,
};
