import {
  account,
  beginningOfTime,
  breakGlass,
  careTeamMember,
  consent,
  department,
  facility,
  guardianship,
  practitioner,
  roleAssignment,
} from '@health-graph/records';
import { type Derivation, openRecordStore, type PermittedStore, type RecordStore, type StoreLocation } from '@health-graph/store';
import { labelsOf, nameKeys } from '@health-graph/terminology';
import { activeSpan } from '../model/active-span.ts';
import { auditOutbox } from './audit-outbox.ts';
import { careTeamReports } from './care-team-reports.ts';
import { mutationKeys } from './mutation-keys.ts';

const definitions = {
  Account: account,
  BreakGlass: breakGlass,
  CareTeamMember: careTeamMember,
  Consent: consent,
  Department: department,
  Facility: facility,
  Guardianship: guardianship,
  Practitioner: practitioner,
  RoleAssignment: roleAssignment,
} as const;

const span = { activeFrom: 'moment', activeUntil: 'moment' } as const;

const ofFacility: Derivation<typeof facility> = {
  fields: { nameKey: 'text' },
  indexes: [
    { nameKey: 1, _id: 1 },
    { kind: 1, nameKey: 1, _id: 1 },
    { communeCode: 1, nameKey: 1, _id: 1 },
  ],
  of: ({ name = '' }) => ({ nameKey: nameKeys([name]).nameKey }),
};

const ofPractitioner: Derivation<typeof practitioner> = {
  fields: { nameKey: 'text', searchWords: 'texts', spelledWords: 'texts' },
  indexes: [
    { nameKey: 1, _id: 1 },
    { searchWords: 1, nameKey: 1, _id: 1 },
    { spelledWords: 1, nameKey: 1, _id: 1 },
  ],
  of: ({ name = '' }) => nameKeys([name]),
};

/** Accesses of one actor that last, and the list of those that wait for a review. */
const ofBreakGlass: Derivation<typeof breakGlass> = {
  fields: { ...span, reviewState: 'text' },
  indexes: [
    { actorId: 1, activeUntil: 1 },
    { reviewState: 1, sortAt: -1, _id: -1, labelKey: 1 },
  ],
  of: ({ period, review }) => ({ ...activeSpan({ period }), reviewState: review === undefined ? 'open' : 'reviewed' }),
};

/** Consents to one facility that hold; one that was taken back holds for no time at all. */
const ofConsent: Derivation<typeof consent> = {
  fields: span,
  indexes: [{ granteeId: 1, activeUntil: 1 }],
  of: ({ period, status }) =>
    status === 'ACTIVE'
      ? activeSpan(period === undefined ? {} : { period })
      : { activeFrom: beginningOfTime, activeUntil: beginningOfTime },
};

const derivations = {
  BreakGlass: ofBreakGlass,
  Consent: ofConsent,
  CareTeamMember: { fields: span, indexes: [{ practitionerId: 1, activeUntil: 1 }], of: activeSpan },
  Facility: ofFacility,
  Practitioner: ofPractitioner,
  RoleAssignment: { fields: span, indexes: [{ role: 1, activeUntil: 1 }], of: activeSpan },
} as const;

export type IdentityDefinitions = typeof definitions;

/** All records of this subgraph, in its own database. */
export type IdentityStore = RecordStore<IdentityDefinitions>;

/** What of them one caller may see. */
export type PermittedIdentity = PermittedStore<typeof definitions>;

/** Connects, and creates what is missing of collections and indexes. */
export const openStore = (location: StoreLocation): Promise<IdentityStore> =>
  openRecordStore(location, { definitions, derivations, labelsOf, beside: [auditOutbox, careTeamReports, mutationKeys] });
