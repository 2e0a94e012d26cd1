import { account, careTeamMember, department, facility, guardianship, practitioner, roleAssignment } from '@health-graph/records';
import { type Derivation, openRecordStore, type RecordStore, type StoreLocation } from '@health-graph/store';
import { labelsOf, nameKeys } from '@health-graph/terminology';
import { activeSpan } from '../model/active-span.ts';

const definitions = {
  Account: account,
  CareTeamMember: careTeamMember,
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

const derivations = {
  CareTeamMember: { fields: span, of: activeSpan },
  Facility: ofFacility,
  Practitioner: ofPractitioner,
  RoleAssignment: { fields: span, indexes: [{ role: 1, activeUntil: 1 }], of: activeSpan },
} as const;

/** All records of this subgraph, in its own database. */
export type IdentityStore = RecordStore<typeof definitions>;

/** Connects, and creates what is missing of collections and indexes. */
export const openStore = (location: StoreLocation): Promise<IdentityStore> =>
  openRecordStore(location, { definitions, derivations, labelsOf });
