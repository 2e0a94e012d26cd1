import type { AskedBy } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCoverage, aPatient, testId } from './model/builders.ts';
import { openPatients, patientRecord } from './testing/open-patients.ts';

const [here, elsewhere] = [testId('Facility', 1), testId('Facility', 2)];
const [hoa, child, other] = [testId('Patient', 1), testId('Patient', 2), testId('Patient', 3)];
const register = 'http://example.org/cards';
const registered = (facilityId: string) => ({ registrations: [{ facilityId, medicalRecordNumber: 'BA-1' }] });

let subgraph: Awaited<ReturnType<typeof openPatients>>;
beforeAll(async () => {
  subgraph = await openPatients('enforced');
  await subgraph.keep(
    ...[
      aPatient({
        id: hoa,
        ...registered(here),
        nationalId: '000168012345',
        identifiers: [{ system: register, value: '1001' }],
        addresses: [{ text: '12 Trần Hưng Đạo', communeCode: '19333' }],
        ethnicity: { text: 'Bru - Vân Kiều' },
        coverages: [aCoverage()],
      }),
      aPatient({ id: child, ...registered(elsewhere), names: [{ text: 'Nguyễn Thị Hòa Bình' }], birthDate: '2015-01-02' }),
      aPatient({
        id: other,
        ...registered(elsewhere),
        names: [{ text: 'Nguyễn Thị Hòa' }],
        identifiers: [{ system: register, value: '1003' }],
      }),
    ].map(patientRecord),
  );
});
afterAll(() => subgraph.close());

const by = (caller: AskedBy['caller'] = {}, facts: AskedBy['facts'] = {}): AskedBy => ({ caller: { facilityId: here, ...caller }, facts });
const stranger = by();
const team = by({}, { [hoa]: { careTeam: true } });
const registrar = by({ role: 'registrar', purpose: 'HOPERAT' });
const pharmacist = by({ role: 'pharmacist' });
const citizen: AskedBy = { caller: { role: 'citizen', purpose: 'PATRQT' }, facts: { [hoa]: { self: true }, [child]: { guardian: true } } };

const person = (id: string) => `{ patient(id: "${id}") { id name { text } birthDate nationalId address { text } ethnicity { text } } }`;
const found = async (who: AskedBy, search: string) => {
  const { data, errors } = await subgraph.askAs(who, `{ patients(${search}) { edges { node { id } } pageInfo { hasNextPage } } }`);
  const list = (data as { patients: { edges: { node: { id: string } }[] } | null } | null)?.patients;
  return list?.edges.map(({ node }) => node.id) ?? errors?.map(({ extensions }) => extensions['code']);
};

describe('a patient', () => {
  it('is whole to the treating team, without what the law keeps apart', async () => {
    const { data, errors } = await subgraph.askAs(team, person(hoa));

    expect(data?.['patient']).toEqual({
      id: hoa,
      name: { text: 'Nguyễn Thị Hòa' },
      birthDate: '1957-03-08',
      nationalId: '000168012345',
      address: { text: '12 Trần Hưng Đạo' },
      ethnicity: null,
    });
    expect(errors).toMatchObject([{ path: ['patient', 'ethnicity'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is a name and a year of birth to the pharmacist of the facility', async () => {
    const { data, errors } = await subgraph.askAs(pharmacist, person(hoa));

    expect(data?.['patient']).toMatchObject({
      name: { text: 'Nguyễn Thị Hòa' },
      birthDate: '1957',
      nationalId: '********2345',
      address: null,
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['patient', 'address'],
      ['patient', 'ethnicity'],
    ]);
  });

  it('is known to who works where it is registered, and nowhere else', async () => {
    expect((await subgraph.askAs(registrar, person(hoa))).data?.['patient']).toMatchObject({ nationalId: '000168012345' });
    expect((await subgraph.askAs(registrar, person(other))).data).toEqual({ patient: null });
  });

  it('is the person’s own, and the guardian’s', async () => {
    expect((await subgraph.askAs(citizen, person(hoa))).data?.['patient']).toMatchObject({ ethnicity: { text: 'Bru - Vân Kiều' } });
    expect((await subgraph.askAs(citizen, person(child))).data?.['patient']).toMatchObject({ birthDate: '2015-01-02' });
    expect((await subgraph.askAs(citizen, person(other))).data).toEqual({ patient: null });
  });

  it('that may not be seen is told from one that does not exist by nothing', async () => {
    const answers = await Promise.all([hoa, testId('Patient', 404)].map((id) => subgraph.askAs(stranger, person(id))));

    const [hidden, unknown] = answers.map(({ data, errors }) => ({ data, errors })); // The gateway takes the account of it out.

    expect(hidden).toEqual(unknown);
    expect(hidden).toEqual({ data: { patient: null } });
  });
});

describe('a search', () => {
  it('holds the patients of the caller and no namesake', async () => {
    expect(await found(team, 'name: "Nguyen Thi Hoa"')).toEqual([hoa]);
    expect(await found(registrar, 'name: "Nguyen Thi Hoa"')).toEqual([hoa]);
    expect(await found(citizen, 'name: "Nguyen Thi Hoa"')).toEqual([hoa, child]);
    expect(await found(stranger, 'name: "Nguyen Thi Hoa"')).toEqual(['FORBIDDEN']);
  });

  it('is refused to who could never see anybody', async () => {
    expect(await found(by({ role: 'health-department-analyst', purpose: 'PUBHLTH' }), 'name: "Hoa"')).toEqual(['FORBIDDEN']);
  });

  it('behind a mask goes by name and year only: a list would tell what the mask hides', async () => {
    expect(await found(pharmacist, 'name: "Nguyen Thi Hoa", birthDate: "1957"')).toEqual([hoa]);
    expect(await found(pharmacist, 'birthDate: "1957-03"')).toEqual(['FORBIDDEN']);
    expect(await found(pharmacist, 'birthDate: "1957-03-08"')).toEqual(['FORBIDDEN']);
    expect(await found(pharmacist, 'communeCode: "19333"')).toEqual(['FORBIDDEN']);
    expect(await found(registrar, 'birthDate: "1957-03-08"')).toEqual([hoa]);
  });
});

describe('a look-up by number', () => {
  const ofNumber = async (who: AskedBy, value: string) =>
    (await subgraph.askAs(who, `{ patientByIdentifier(system: "${register}", value: "${value}") { id } }`)).data?.['patientByIdentifier'];

  it('finds who may be read whole', async () => {
    expect(await ofNumber(registrar, '1001')).toEqual({ id: hoa });
    expect(await ofNumber(team, '1001')).toEqual({ id: hoa });
  });

  it('finds nobody for others, so that a masked number cannot be guessed', async () => {
    expect(await ofNumber(registrar, '1003')).toBeNull();
    expect(await ofNumber(pharmacist, '1001')).toBeNull();
    expect(await ofNumber(stranger, '1001')).toBeNull();
  });
});
