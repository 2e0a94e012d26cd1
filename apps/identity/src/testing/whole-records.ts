import type { AuditEvent } from '@health-graph/audit';
import type { TestRecord } from '@health-graph/subgraph-kit/testing';
import {
  aBreakGlass,
  aCareTeamMember,
  aConsent,
  aDepartment,
  aFacility,
  aGuardianship,
  anAccount,
  aPractitioner,
  aRoleAssignment,
  testId,
} from '../model/builders.ts';

const concept = (code: string, text: string) => ({ coding: [{ system: 'http://example.org/codes', code, display: text }], text });
const period = { start: '2026-01-01', end: '2026-12-31' };

/** A record of every type that leaves no field out, the n-th of each; those with the same number belong together. */
export function wholeRecords(number: number): readonly TestRecord[] {
  const id = (type: string) => testId(type, number);
  const place = { practitionerId: id('Practitioner'), facilityId: id('Facility'), departmentId: id('Department') };
  return [
    { type: 'Facility', record: wholeFacility(number) },
    { type: 'Facility', record: aFacility({ id: id('Parent'), name: `Sở Y tế ${number}` }) },
    {
      type: 'Department',
      record: aDepartment({ id: id('Department'), facilityId: id('Facility'), headId: id('Practitioner') }),
    },
    { type: 'Practitioner', record: wholePractitioner(number) },
    { type: 'RoleAssignment', record: aRoleAssignment({ id: id('RoleAssignment'), ...place, accountId: id('Account'), period }) },
    {
      type: 'Account',
      record: anAccount({
        id: id('Account'),
        username: `account-${number}`,
        practitionerId: id('Practitioner'),
        patientId: id('Patient'),
      }),
    },
    {
      type: 'CareTeamMember',
      record: aCareTeamMember({
        id: id('CareTeamMember'),
        patientId: id('Patient'),
        ...place,
        role: concept('doctor', 'Bác sĩ điều trị'),
        period,
      }),
    },
    { type: 'Consent', record: wholeConsent(number) },
    { type: 'BreakGlass', record: wholeBreakGlass(number) },
    { type: 'Guardianship', record: aGuardianship({ id: id('Guardianship'), wardId: id('Patient') }) },
  ];
}

const wholeConsent = (number: number) =>
  aConsent({
    id: testId('Consent', number),
    patientId: testId('Patient', number),
    granteeId: testId('Facility', number),
    period,
    status: 'INACTIVE',
    revokedAt: '2026-02-01T08:00:00+07:00',
  });

const wholeBreakGlass = (number: number) =>
  aBreakGlass({
    id: testId('BreakGlass', number),
    patientId: testId('Patient', number),
    actorId: testId('Account', number),
    practitionerId: testId('Practitioner', number),
    facilityId: testId('Facility', number),
    review: {
      outcome: 'JUSTIFIED',
      note: 'Khớp với lượt cấp cứu.',
      reviewerId: testId('Account', number),
      reviewedAt: '2026-06-15T10:00:00+07:00',
    },
  });

const wholeFacility = (number: number) =>
  aFacility({
    id: testId('Facility', number),
    identifiers: [{ system: 'urn:test', value: `F-${number}` }],
    level: 2,
    address: '1 Hùng Vương, Đông Hà',
    communeCode: '19333',
    telephone: '02330000000',
    beds: 500,
    partOfId: testId('Parent', number),
    electronicRecordsSince: '2025-09-30',
  });

const wholePractitioner = (number: number) =>
  aPractitioner({
    id: testId('Practitioner', number),
    identifiers: [{ system: 'urn:test', value: `N-${number}` }],
    licenceNumber: '000123/QT-CCHN',
    title: 'Bác sĩ chuyên khoa I',
    gender: 'male',
    telecom: ['+84000000000'],
    address: '1 Hùng Vương, Đông Hà',
    qualifications: [{ code: concept('MD', 'Bác sĩ'), issuer: 'Đại học Y Dược Huế', period }],
  });

/** A request about the n-th patient that leaves nothing out, by the owner of the account of that number. */
export const wholeEvent = (number: number, account = number): AuditEvent => ({
  at: '2026-06-01T02:00:00.000Z',
  requestId: `request-${number}`,
  action: 'read',
  outcome: 'partial',
  purpose: 'TREAT',
  actor: {
    accountId: testId('Account', account),
    role: 'physician',
    facilityId: testId('Facility', account),
    onBehalfOfAccountId: testId('Account', account),
    clientId: 'portal',
    tokenId: 'token',
  },
  operation: { name: 'Chart', hash: 'c0ffee' },
  entries: [
    {
      patientId: testId('Patient', number),
      classesSeen: ['clinical'],
      classesRefused: ['hiv'],
      fieldsSeen: ['Condition.code'],
      fieldsRefused: ['Condition.note'],
      rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
      facilityIds: [testId('Facility', number)],
    },
  ],
});
