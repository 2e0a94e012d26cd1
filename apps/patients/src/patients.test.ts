import { type Connection, type OpenSubgraph, walk } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCoverage, aPatient, aUnit, testId } from './model/builders.ts';
import type { PatientsStore } from './store/patients-store.ts';
import { openPatients, patientRecord, unitRecord } from './testing/open-patients.ts';

type Page = Connection<{ readonly id: string }>;

let subgraph: OpenSubgraph<PatientsStore>;

/** Somebody with this name, whose other data does not matter. */
const named = (number: number, text: string, overrides: Parameters<typeof aPatient>[0] = {}) =>
  patientRecord(aPatient({ id: testId('Patient', number), names: [{ use: 'OFFICIAL', text }], ...overrides }));

beforeAll(async () => {
  subgraph = await openPatients();
  await subgraph.keep(
    named(1, 'Nguyễn Thị Hòa', {
      addresses: [
        { use: 'OLD', communeCode: '19001' },
        { use: 'HOME', communeCode: '19333' },
      ],
      coverages: [aCoverage({ number: 'ended', period: { end: '2025' } }), aCoverage({ number: 'in force' })],
      deceasedAt: '2026-05',
      identifiers: [
        { system: 'urn:card', value: '1' },
        { system: 'urn:file', value: '2' },
      ],
      managingFacilityId: testId('Facility', 1),
    }),
    named(2, 'Nguyễn Thị Hóa', { birthDate: '1957-03', addresses: [{ communeCode: '19001' }] }),
    named(3, 'Nguyen Thi Hoa', { birthDate: '1957', addresses: [{ communeCode: '19333' }] }),
    named(4, 'NGUYỄN THỊ HOÀ', { birthDate: '1958-03-08' }),
    named(5, 'Trần Văn Nam', {
      names: [
        { use: 'OFFICIAL', text: 'Trần Văn Nam' },
        { use: 'OLD', text: 'Trần Văn Đông' },
      ],
    }),
    named(6, 'Lê Thị Hòa', { active: false, identifiers: [{ system: 'urn:card', value: 'shared' }], birthDate: '1990-01-01' }),
    named(7, 'Lê Văn Bình', { identifiers: [{ system: 'urn:card', value: 'shared' }], birthDate: '1990-01-31' }),
    unitRecord(aUnit({ code: '44', name: 'Tỉnh Quảng Trị', kind: 'PROVINCE' })),
    unitRecord(aUnit({ code: '19333' })),
    unitRecord(aUnit({ code: '19001', kind: 'COMMUNE' })),
    unitRecord(aUnit({ code: '10', kind: 'PROVINCE', provinceCode: '10' })),
    unitRecord(aUnit({ code: '20001', kind: 'COMMUNE', provinceCode: '10' })),
  );
});

afterAll(() => subgraph.close());

/** Numbers of the patients that a list gives, in its order. */
async function found(args: string): Promise<number[]> {
  const { patients } = await subgraph.dataOf<{ patients: Page }>(`{ patients(${args}) { edges { node { id } } } }`);
  return patients.edges.map(({ node }) => numberOf(node.id));
}

const numberOf = (id: string): number =>
  Array.from({ length: 13 }, (_, number) => number).find((number) => testId('Patient', number) === id) ?? 0;

const refusal = async (query: string, variables = {}) => {
  const { errors = [] } = await subgraph.ask(query, variables);
  return errors.map(({ extensions }) => [extensions['code'], extensions['argument']]);
};

describe('a patient', () => {
  it('is found by id, and shows what follows from the record', async () => {
    const query = `{ patient(id: "${testId('Patient', 1)}") {
      name { text } healthInsuranceNumber deceased address { use commune { name province { name } } } managingFacility { __typename id }
    } }`;

    expect(await subgraph.dataOf(query)).toEqual({
      patient: {
        name: { text: 'Nguyễn Thị Hòa' },
        healthInsuranceNumber: 'in force',
        deceased: true,
        address: { use: 'HOME', commune: { name: 'Phường Đông Hà', province: { name: 'Tỉnh Quảng Trị' } } },
        managingFacility: { __typename: 'Facility', id: testId('Facility', 1) },
      },
    });
  });

  it('is null where there is none', async () => {
    expect(await subgraph.dataOf(`{ patient(id: "${testId('Patient', 99)}") { id } }`)).toEqual({ patient: null });
  });

  it('is null as an entity where there is none, and takes no other with it', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { id } ... on AdministrativeUnit { code } } }';
    const of = [
      { __typename: 'Patient', id: testId('Patient', 99) },
      { __typename: 'Patient', id: testId('Patient', 1) },
      { __typename: 'AdministrativeUnit', code: '99999' },
    ];

    expect(await subgraph.dataOf(query, { of })).toEqual({ _entities: [null, { id: testId('Patient', 1) }, null] });
  });

  it('tells when this version of it was stored', async () => {
    const { patient } = await subgraph.dataOf<{ patient: { recordedAt: string } }>(
      `{ patient(id: "${testId('Patient', 1)}") { recordedAt } }`,
    );

    expect(Date.parse(patient.recordedAt)).toBeLessThanOrEqual(Date.now());
    expect(patient.recordedAt).toMatch(/Z$/);
  });
});

describe('a search by name', () => {
  it('finds every spelling without diacritics, the exact one first', async () => {
    expect(await found('name: "Nguyen Thi Hoa"')).toEqual([3, ...byId(1, 2, 4)]);
  });

  it('ranks the spelling with diacritics first, in either habit of placing the tone and in any case', async () => {
    const ranked = await found('name: "nguyễn thị hòa"');

    expect(ranked.slice(0, 2)).toEqual(byId(1, 4));
    expect(ranked.slice(2)).toEqual(byId(2, 3));
  });

  it('finds by some of the words, in any order', async () => {
    expect((await found('name: "hoa nguyen"')).sort()).toEqual([1, 2, 3, 4]);
    expect(await found('name: "Bình"')).toEqual([7]);
  });

  it('finds by a former name', async () => {
    expect(await found('name: "Tran Van Dong"')).toEqual([5]);
  });

  it('finds nobody by a part of a word', async () => {
    expect(await found('name: "Nguy"')).toEqual([]);
  });

  it('gives every page once, whatever the tier it begins in', async () => {
    const all = await found('name: "nguyễn thị hòa"');

    expect(await allPages('name: "nguyễn thị hòa"', 1)).toEqual(all);
    expect(await allPages('name: "nguyễn thị hòa"', 3)).toEqual(all);
  });

  it('follows a record that is corrected', async () => {
    await subgraph.keep(named(8, 'Võ Thị Sáu', { birthDate: '1935' }));
    await subgraph.keep(named(8, 'Võ Thị Bảy', { birthDate: '1935' }));

    expect(await found('name: "Vo Thi Sau"')).toEqual([]);
    expect(await found('name: "Vo Thi Bay"')).toEqual([8]);
  });
});

/** Numbers in the order of their ids, which orders those of one name. */
const byId = (...numbers: number[]): number[] =>
  numbers.toSorted((one, other) => (testId('Patient', one) < testId('Patient', other) ? -1 : 1));

/** Numbers of the patients on all pages of a list. */
async function allPages(args: string, first: number): Promise<number[]> {
  const page = async (paging: string) => {
    const query = `{ patients(${args} ${paging}) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
    return (await subgraph.dataOf<{ patients: Connection<{ id: string }> }>(query)).patients;
  };
  return (await walk(page, first)).map(({ id }) => numberOf(id));
}

describe('a search by a whole name', () => {
  it('lists those who are called exactly so before those who have more names', async () => {
    await subgraph.keep(named(9, 'Phan Anh Tuấn', { birthDate: '1940' }), named(10, 'Phan Tuấn', { birthDate: '1940' }));
    await subgraph.keep(named(11, 'Phan Tuân', { birthDate: '1940' }), named(12, 'Phan Ánh Tuân', { birthDate: '1940' }));

    expect(await found('name: "Phan Tuấn"')).toEqual([10, 11, 9, 12]);
    expect(await allPages('name: "Phan Tuấn"', 1)).toEqual([10, 11, 9, 12]);
  });
});

describe('a search by other data', () => {
  it('finds by birth date as precisely as it is asked', async () => {
    expect((await found('birthDate: "1957"')).sort()).toEqual([1, 2, 3, 5]);
    expect((await found('birthDate: "1957-03"')).sort()).toEqual([1, 2, 5]);
    expect((await found('birthDate: "1957-03-08"')).sort()).toEqual([1, 5]);
  });

  it('finds by the commune where somebody lives now, not where somebody lived', async () => {
    expect((await found('communeCode: "19333"')).sort()).toEqual([1, 3]);
    expect(await found('communeCode: "19001"')).toEqual([2]);
  });

  it('narrows by all of them at once', async () => {
    expect(await found('name: "Hoa", birthDate: "1957", communeCode: "19333"')).toEqual([3, 1]);
  });

  it('lists by name, whichever page is asked for', async () => {
    expect(await allPages('birthDate: "1990"', 1)).toEqual([6, 7]);
    expect((await allPages('', 2)).length).toBe(12);
  });

  it('finds by an identifier of any register, and an active record before a closed one', async () => {
    const query = 'query ($value: String!, $system: String!) { patientByIdentifier(system: $system, value: $value) { id } }';

    expect(await subgraph.dataOf(query, { system: 'urn:file', value: '2' })).toEqual({ patientByIdentifier: { id: testId('Patient', 1) } });
    expect(await subgraph.dataOf(query, { system: 'urn:card', value: 'shared' })).toEqual({
      patientByIdentifier: { id: testId('Patient', 7) },
    });
  });

  it('does not take the number of one register for that of another', async () => {
    expect(await subgraph.dataOf('{ patientByIdentifier(system: "urn:card", value: "2") { id } }')).toEqual({ patientByIdentifier: null });
  });
});

describe('units of administration', () => {
  const codes = async (args: string) => {
    const data = await subgraph.dataOf<{ administrativeUnits: { edges: { node: { code: string } }[] } }>(
      `{ administrativeUnits${args} { edges { node { code } } } }`,
    );
    return data.administrativeUnits.edges.map(({ node }) => node.code);
  };

  it('are listed by code', async () => {
    expect(await codes('')).toEqual(['10', '19001', '19333', '20001', '44']);
  });

  it('are narrowed by kind and by province', async () => {
    expect(await codes('(kind: COMMUNE)')).toEqual(['19001', '20001']);
    expect(await codes('(kind: COMMUNE, provinceCode: "44")')).toEqual(['19001']);
  });

  it('go on behind a cursor', async () => {
    const first = await subgraph.dataOf<{ administrativeUnits: Page }>(
      '{ administrativeUnits(first: 2) { pageInfo { endCursor hasNextPage } } }',
    );

    expect(await codes(`(after: "${first.administrativeUnits.pageInfo.endCursor}")`)).toEqual(['19333', '20001', '44']);
  });

  it('are found by code, one by one', async () => {
    expect(await subgraph.dataOf('{ administrativeUnit(code: "44") { name kind } }')).toEqual({
      administrativeUnit: { name: 'Tỉnh Quảng Trị', kind: 'PROVINCE' },
    });
    expect(await subgraph.dataOf('{ administrativeUnit(code: "99") { name } }')).toEqual({ administrativeUnit: null });
  });
});

describe('what is not as the schema asks', () => {
  it.each([
    ['first', '{ patients(first: 1000) { edges { cursor } } }'],
    ['first', '{ patients(first: 0) { edges { cursor } } }'],
    ['first', '{ administrativeUnits(first: 101) { edges { cursor } } }'],
    ['after', '{ patients(after: "x") { edges { cursor } } }'],
    ['after', '{ patients(name: "hoa", after: "x") { edges { cursor } } }'],
    ['after', '{ administrativeUnits(after: "e30") { edges { cursor } } }'],
    ['id', '{ patient(id: "1") { id } }'],
    ['birthDate', '{ patients(birthDate: "1957-13") { edges { cursor } } }'],
    ['name', '{ patients(name: " ") { edges { cursor } } }'],
    ['communeCode', '{ patients(communeCode: "44") { edges { cursor } } }'],
    ['code', '{ administrativeUnit(code: "four") { code } }'],
    ['provinceCode', '{ administrativeUnits(provinceCode: "19333") { edges { cursor } } }'],
    ['kind', '{ administrativeUnits(kind: DISTRICT) { edges { cursor } } }'],
  ])('is one refusal that names %s: %s', async (argument, query) => {
    expect(await refusal(query)).toEqual([['BAD_USER_INPUT', argument]]);
  });

  it('is refused as a variable too', async () => {
    expect(
      await refusal('query ($kind: AdministrativeUnitKind) { administrativeUnits(kind: $kind) { edges { cursor } } }', { kind: 'X' }),
    ).toEqual([['BAD_USER_INPUT', 'kind']]);
  });

  it.each(['searchWords', 'nameKey', 'residenceCode', 'nationalIdKey'])('is the field %s, which only the store has', async (field) => {
    expect(await refusal(`{ patient(id: "${testId('Patient', 1)}") { ${field} } }`)).toEqual([['BAD_USER_INPUT', undefined]]);
  });

  it('is the cursor of a search by name behind a list without one', async () => {
    const { patients } = await subgraph.dataOf<{ patients: Page }>('{ patients(name: "hoa", first: 1) { pageInfo { endCursor } } }');

    expect(await refusal(`{ patients(after: "${patients.pageInfo.endCursor}") { edges { cursor } } }`)).toEqual([
      ['BAD_USER_INPUT', 'after'],
    ]);
  });
});
