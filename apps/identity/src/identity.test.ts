import type { RoleAssignment } from '@health-graph/records';
import { type Connection, type OpenSubgraph, walk } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aCareTeamMember,
  aDepartment,
  aFacility,
  aGuardianship,
  anAccount,
  aPractitioner,
  aRoleAssignment,
  testId,
} from './model/builders.ts';
import type { IdentityStore } from './store/identity-store.ts';
import { openIdentity } from './testing/open-identity.ts';

let subgraph: OpenSubgraph<IdentityStore>;

const facility = (number: number, overrides: Parameters<typeof aFacility>[0] = {}) => ({
  type: 'Facility',
  record: aFacility({ id: testId('Facility', number), ...overrides }),
});
const practitioner = (number: number, name: string) => ({
  type: 'Practitioner',
  record: aPractitioner({ id: testId('Practitioner', number), name }),
});
let roles = 0;
/** A role of practitioner `number`. */
const role = (number: number, overrides: Parameters<typeof aRoleAssignment>[0] = {}) => {
  roles += 1;
  return {
    type: 'RoleAssignment',
    record: aRoleAssignment({ id: testId('RoleAssignment', roles), practitionerId: testId('Practitioner', number), ...overrides }),
  };
};
/** A citizen acts for herself: no practitioner, no facility, no end. */
const citizen: RoleAssignment = { id: testId('RoleAssignment', 50), role: 'CITIZEN', accountId: testId('Account', 3) };
const account = (number: number, username: string, overrides: Parameters<typeof anAccount>[0] = {}) => ({
  type: 'Account',
  record: anAccount({ id: testId('Account', number), username, ...overrides }),
});

beforeAll(async () => {
  subgraph = await openIdentity();
  await subgraph.keep(
    facility(1, { communeCode: '19333', identifiers: [{ system: 'urn:bhyt', value: '44001' }] }),
    facility(2, {
      name: 'Bệnh viện Đông Hà',
      code: '44002',
      kind: 'REGIONAL_HOSPITAL',
      communeCode: '19333',
      partOfId: testId('Facility', 1),
    }),
    facility(3, { name: 'Trạm y tế A Dơi', code: '44003', kind: 'HEALTH_STATION', communeCode: '19001' }),
    facility(4, { name: 'Bệnh viện cũ', code: '44003', active: false }),
    { type: 'Department', record: aDepartment({ id: testId('Department', 2), code: 'K02', headId: testId('Practitioner', 1) }) },
    { type: 'Department', record: aDepartment({ id: testId('Department', 1), code: 'K01' }) },
    practitioner(1, 'Lê Văn Bình'),
    practitioner(2, 'Lê Văn Bính'),
    practitioner(3, 'Đặng Thị Ánh'),
    practitioner(4, 'Trần Nam'),
    role(1),
    role(1, { role: 'HEAD_OF_UNIT' }),
    role(2, { role: 'NURSE', period: { start: '2024', end: '2026-06-15' } }),
    role(3, { period: { start: '2020-01-01', end: '2026-06-14' } }),
    role(3, { role: 'PHARMACIST', facilityId: testId('Facility', 2) }),
    role(4, { period: { start: '2026-07-01' } }),
    { type: 'RoleAssignment', record: citizen },
    account(1, 'binh', { practitionerId: testId('Practitioner', 1) }),
    account(2, 'anh', { practitionerId: testId('Practitioner', 3) }),
    account(3, 'hoa', { patientId: testId('Patient', 1) }),
    account(4, 'hoa-unproven', { patientId: testId('Patient', 1), assuranceLevel: 1 }),
    { type: 'CareTeamMember', record: aCareTeamMember({ id: testId('CareTeamMember', 1), period: { start: '2025-03', end: '2025-05' } }) },
    { type: 'CareTeamMember', record: aCareTeamMember({ id: testId('CareTeamMember', 2), period: { start: '2026-02-01' } }) },
    { type: 'CareTeamMember', record: aCareTeamMember({ id: testId('CareTeamMember', 3), period: { end: '2025-04-15' } }) },
    { type: 'Guardianship', record: aGuardianship() },
  );
});

afterAll(() => subgraph.close());

const refusal = async (query: string) => {
  const { errors = [] } = await subgraph.ask(query);
  return errors.map(({ extensions }) => [extensions['code'], extensions['argument']]);
};

const namesOf = async (query: string, field: string): Promise<(string | undefined)[]> => {
  const data = await subgraph.dataOf<Record<string, Connection<{ name?: string; username?: string }>>>(query);
  return data[field]?.edges.map(({ node }) => node.name ?? node.username) ?? [];
};
const facilities = (args: string) => namesOf(`{ facilities${args} { edges { node { name } } } }`, 'facilities');
const practitioners = (args: string) => namesOf(`{ practitioners${args} { edges { node { name } } } }`, 'practitioners');
const accounts = (args: string) => namesOf(`{ accounts${args} { edges { node { username } } } }`, 'accounts');

describe('facilities', () => {
  it('are listed by name, as a reader without Vietnamese keys would order it', async () => {
    expect(await facilities('')).toEqual(['Bệnh viện cũ', 'Bệnh viện đa khoa tỉnh Quảng Trị', 'Bệnh viện Đông Hà', 'Trạm y tế A Dơi']);
  });

  it('are narrowed by kind and by commune', async () => {
    expect(await facilities('(kind: HEALTH_STATION)')).toEqual(['Trạm y tế A Dơi']);
    expect(await facilities('(communeCode: "19333", kind: REGIONAL_HOSPITAL)')).toEqual(['Bệnh viện Đông Hà']);
  });

  it('are found by the code of the health insurance, the one in use before a closed one', async () => {
    expect(await subgraph.dataOf('{ facilityByCode(code: "44003") { name } }')).toEqual({ facilityByCode: { name: 'Trạm y tế A Dơi' } });
    expect(await subgraph.dataOf('{ facilityByCode(code: "99999") { name } }')).toEqual({ facilityByCode: null });
  });

  it('know what they belong to, where they stand, and their departments by code', async () => {
    const data = await subgraph.dataOf(`{ facility(id: "${testId('Facility', 2)}") {
      commune { __typename code } partOf { name departments { code head { name } facility { code } } } departments { code }
    } }`);

    expect(data).toEqual({
      facility: {
        commune: { __typename: 'AdministrativeUnit', code: '19333' },
        partOf: {
          name: 'Bệnh viện đa khoa tỉnh Quảng Trị',
          departments: [
            { code: 'K01', head: null, facility: { code: '44001' } },
            { code: 'K02', head: { name: 'Lê Văn Bình' }, facility: { code: '44001' } },
          ],
        },
        departments: [],
      },
    });
  });

  it('have the staff of today, by name, each once whatever roles they hold', async () => {
    const staff = (args: string) => `{ facility(id: "${testId('Facility', 1)}") { practitioners${args} { edges { node { name } } } } }`;
    const names = async (args: string) => {
      const data = await subgraph.dataOf<{ facility: { practitioners: Connection<{ name: string }> } }>(staff(args));
      return data.facility.practitioners.edges.map(({ node }) => node.name);
    };

    expect((await names('')).sort()).toEqual(['Lê Văn Bình', 'Lê Văn Bính']);
    expect(await names('(role: NURSE)')).toEqual(['Lê Văn Bính']);
    expect(await names('(role: PAYER)')).toEqual([]);
  });

  it('give their staff page by page', async () => {
    const query = (page: string) =>
      `{ facility(id: "${testId('Facility', 1)}") { practitioners(${page}) { edges { node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
    const page = async (args: string) => {
      const data = await subgraph.dataOf<{ facility: { practitioners: Connection<{ name: string }> } }>(query(args));
      return data.facility.practitioners;
    };

    expect((await walk(page, 1)).map(({ name }) => name).sort()).toEqual(['Lê Văn Bình', 'Lê Văn Bính']);
  });
});

describe('practitioners', () => {
  it('are found without diacritics, and ranked by their spelling', async () => {
    expect(await practitioners('(name: "Lê Văn Bính")')).toEqual(['Lê Văn Bính', 'Lê Văn Bình']);
    expect(await practitioners('(name: "Lê Văn Bình")')).toEqual(['Lê Văn Bình', 'Lê Văn Bính']);
    expect(await practitioners('(name: "dang thi anh")')).toEqual(['Đặng Thị Ánh']);
  });

  it('are listed by name without marks', async () => {
    const names = await practitioners('');

    expect(names[0]).toBe('Đặng Thị Ánh');
    expect(names[3]).toBe('Trần Nam');
  });

  it('are narrowed by a role they hold today, not by one that ended yesterday or begins tomorrow', async () => {
    expect(await practitioners('(role: PHYSICIAN)')).toEqual(['Lê Văn Bình']);
    expect(await practitioners('(role: PHARMACIST)')).toEqual(['Đặng Thị Ánh']);
  });

  it('still hold a role on its last day', async () => {
    expect(await practitioners('(role: NURSE)')).toEqual(['Lê Văn Bính']);
  });

  it('are narrowed by facility, by name and role at once', async () => {
    expect(await practitioners(`(facilityId: "${testId('Facility', 2)}")`)).toEqual(['Đặng Thị Ánh']);
    expect(await practitioners(`(name: "binh", role: HEAD_OF_UNIT, facilityId: "${testId('Facility', 1)}")`)).toEqual(['Lê Văn Bình']);
    expect(await practitioners(`(role: PHARMACIST, facilityId: "${testId('Facility', 1)}")`)).toEqual([]);
  });

  it('give every page once', async () => {
    const page = async (args: string) => {
      const query = `{ practitioners(name: "le", ${args}) { edges { node { name } } pageInfo { hasNextPage endCursor } } }`;
      return (await subgraph.dataOf<{ practitioners: Connection<{ name: string }> }>(query)).practitioners;
    };

    expect((await walk(page, 1)).length).toBe(2);
  });

  it('show all their roles, those that ended too, the newest first', async () => {
    const data = await subgraph.dataOf(`{ practitioner(id: "${testId('Practitioner', 3)}") {
      roles { role facility { code } department { code } practitioner { name } period { start end } }
    } }`);

    expect(data).toEqual({
      practitioner: {
        roles: [
          {
            role: 'PHARMACIST',
            facility: { code: '44002' },
            department: null,
            practitioner: { name: 'Đặng Thị Ánh' },
            period: { start: '2025-01-01', end: null },
          },
          {
            role: 'PHYSICIAN',
            facility: { code: '44001' },
            department: null,
            practitioner: { name: 'Đặng Thị Ánh' },
            period: { start: '2020-01-01', end: '2026-06-14' },
          },
        ],
      },
    });
  });
});

describe('accounts', () => {
  it('are listed by name', async () => {
    expect(await accounts('')).toEqual(['anh', 'binh', 'hoa', 'hoa-unproven']);
  });

  it('are narrowed by a role of their own or of the practitioner who owns them', async () => {
    expect(await accounts('(role: CITIZEN)')).toEqual(['hoa']);
    expect(await accounts('(role: HEAD_OF_UNIT)')).toEqual(['binh']);
    expect(await accounts('(role: PHYSICIAN)')).toEqual(['binh']);
  });

  it('act in the roles of today', async () => {
    const rolesOf = async (number: number) => {
      const { account: found } = await subgraph.dataOf<{ account: { roles: { role: string }[] } }>(
        `{ account(id: "${testId('Account', number)}") { roles { role } } }`,
      );
      return found.roles.map((held) => held.role).sort();
    };

    expect(await rolesOf(1)).toEqual(['HEAD_OF_UNIT', 'PHYSICIAN']);
    expect(await rolesOf(2)).toEqual(['PHARMACIST']);
    expect(await rolesOf(3)).toEqual(['CITIZEN']);
  });

  it('go on behind a cursor, also when narrowed by role', async () => {
    const page = async (args: string) => {
      const query = `{ accounts(role: PHYSICIAN, ${args}) { edges { node { username } } pageInfo { hasNextPage endCursor } } }`;
      return (await subgraph.dataOf<{ accounts: Connection<{ username: string }> }>(query)).accounts;
    };

    expect(await walk(page, 1)).toEqual([{ username: 'binh' }]);
  });

  it('belong to a patient only where the identity is proven', async () => {
    const data = await subgraph.dataOf(`{
      proven: account(id: "${testId('Account', 3)}") { patient { id } }
      unproven: account(id: "${testId('Account', 4)}") { patient { id } }
    }`);

    expect(data).toEqual({ proven: { patient: { id: testId('Patient', 1) } }, unproven: { patient: null } });
  });
});

describe('a patient', () => {
  const patient = async <Data>(fields: string): Promise<Data> => {
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { ${fields} } } }`;
    const of = [{ __typename: 'Patient', id: testId('Patient', 1) }];
    const { _entities } = await subgraph.dataOf<{ _entities: [Data] }>(query, { of });
    return _entities[0];
  };
  const careTeam = async (args: string) => {
    const found = await patient<{ careTeam: Connection<{ id: string }> }>(`careTeam${args} { edges { node { id } } }`);
    return found.careTeam.edges.map(({ node }) => [1, 2, 3].find((number) => testId('CareTeamMember', number) === node.id));
  };

  it('has a care team, the newest first, and those without a beginning last', async () => {
    expect(await careTeam('')).toEqual([2, 1, 3]);
  });

  it('has the care team of a day, a month or a year', async () => {
    expect(await careTeam('(activeOn: "2026-06-15")')).toEqual([2]);
    expect(await careTeam('(activeOn: "2025-04-15")')).toEqual([1, 3]);
    expect(await careTeam('(activeOn: "2025-04-16")')).toEqual([1]);
    expect(await careTeam('(activeOn: "2025-04")')).toEqual([1, 3]);
    expect(await careTeam('(activeOn: "2025")')).toEqual([1, 3]);
    expect(await careTeam('(activeOn: "2026-01")')).toEqual([]);
  });

  it('has guardians, and an own account where the identity is proven', async () => {
    expect(await patient('guardianships { basis ward { id } guardian { id } } account { username }')).toEqual({
      guardianships: [{ basis: 'MINOR', ward: { id: testId('Patient', 1) }, guardian: { id: testId('Patient', 2) } }],
      account: { username: 'hoa' },
    });
  });
});

describe('what is not there', () => {
  it.each(['facility', 'practitioner', 'account'])('is null for the %s of an unknown id', async (field) => {
    expect(await subgraph.dataOf(`{ ${field}(id: "${testId('Nothing', 1)}") { id } }`)).toEqual({ [field]: null });
  });

  it.each(['Account', 'CareTeamMember', 'Department', 'Facility', 'Guardianship', 'Practitioner', 'RoleAssignment'])(
    'is null as an entity %s, and takes no other with it',
    async (type) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { id } } }`;
      const of = [testId('Nothing', 1), testId(type, 1)].map((id) => ({ __typename: type, id }));

      expect(await subgraph.dataOf(query, { of })).toEqual({ _entities: [null, { id: testId(type, 1) }] });
    },
  );
});

describe('what is not as the schema asks', () => {
  it.each([
    ['first', '{ facilities(first: 1000) { edges { cursor } } }'],
    ['first', '{ practitioners(first: 0) { edges { cursor } } }'],
    ['first', `{ facility(id: "${testId('Facility', 1)}") { practitioners(first: 101) { edges { cursor } } } }`],
    ['after', '{ facilities(after: "x") { edges { cursor } } }'],
    ['after', '{ practitioners(name: "le", after: "x") { edges { cursor } } }'],
    ['after', '{ accounts(after: "x") { edges { cursor } } }'],
    ['after', `{ facility(id: "${testId('Facility', 1)}") { practitioners(after: "x") { edges { cursor } } } }`],
    ['id', '{ facility(id: "44001") { id } }'],
    ['facilityId', '{ practitioners(facilityId: "44001") { edges { cursor } } }'],
    ['name', '{ practitioners(name: "") { edges { cursor } } }'],
    ['communeCode', '{ facilities(communeCode: "1") { edges { cursor } } }'],
    ['kind', '{ facilities(kind: HOSPITAL) { edges { cursor } } }'],
    ['role', '{ accounts(role: DOCTOR) { edges { cursor } } }'],
    ['role', '{ practitioners(role: "PHYSICIAN") { edges { cursor } } }'],
  ])('is one refusal that names %s: %s', async (argument, query) => {
    expect(await refusal(query)).toEqual([['BAD_USER_INPUT', argument]]);
  });

  it('is a malformed day of the care team', async () => {
    const query = `{ _entities(representations: [{ __typename: "Patient", id: "${testId('Patient', 1)}" }]) { ... on Patient { careTeam(activeOn: "today") { edges { cursor } } } } }`;

    expect(await refusal(query)).toEqual([['BAD_USER_INPUT', 'activeOn']]);
  });

  it('is an index key of the store as a field', async () => {
    expect(await refusal('{ practitioners { edges { node { nameKey } } } }')).toEqual([['BAD_USER_INPUT', undefined]]);
  });
});
