import type { AskedBy } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCareTeamMember, aFacility, aPractitioner, testId } from './model/builders.ts';
import { openIdentity } from './testing/open-identity.ts';

const [here, elsewhere] = [testId('Facility', 1), testId('Facility', 2)];
const [hoa, other] = [testId('Patient', 1), testId('Patient', 2)];

let subgraph: Awaited<ReturnType<typeof openIdentity>>;
beforeAll(async () => {
  subgraph = await openIdentity('enforced');
  await subgraph.keep(
    { type: 'Facility', record: aFacility({ id: here }) },
    { type: 'Practitioner', record: aPractitioner({ name: 'Nguyễn Thị Hạnh', licenceNumber: '044-012345', address: 'Đông Hà' }) },
    ...[hoa, other].map((patientId, index) => ({
      type: 'CareTeamMember',
      record: aCareTeamMember({ id: testId('CareTeamMember', index + 1), patientId, facilityId: index === 0 ? here : elsewhere }),
    })),
  );
});
afterAll(() => subgraph.close());

const physician = (facts: AskedBy['facts'] = {}): AskedBy => ({ caller: { facilityId: here }, facts });
const citizen: AskedBy = { caller: { role: 'citizen', purpose: 'PATRQT' }, facts: { [hoa]: { self: true } } };
const who = `{ practitioner(id: "${testId('Practitioner', 1)}") { name licenceNumber address } }`;

describe('staff', () => {
  it('are known to colleagues', async () => {
    const { data, errors } = await subgraph.askAs(physician(), who);

    expect(errors).toBeUndefined();
    expect(data?.['practitioner']).toEqual({ name: 'Nguyễn Thị Hạnh', licenceNumber: '044-012345', address: 'Đông Hà' });
  });

  it('are initials and the end of a number to citizens', async () => {
    const { data, errors } = await subgraph.askAs(citizen, who);

    expect(data?.['practitioner']).toEqual({ name: 'N. T. H.', licenceNumber: '******2345', address: null });
    expect(errors).toMatchObject([{ path: ['practitioner', 'address'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('are not found by name by who is shown initials', async () => {
    const byName = '{ practitioners(name: "Nguyen Thi Hanh") { edges { node { id } } } }';

    expect((await subgraph.askAs(citizen, byName)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await subgraph.askAs(physician(), byName)).data).toMatchObject({ practitioners: { edges: [{ node: {} }] } });
  });

  it('are nothing to nobody', async () => {
    expect((await subgraph.askAs({}, who)).data).toEqual({ practitioner: null });
  });
});

describe('a care team', () => {
  const teamOf = async (by: AskedBy, id: string) => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { careTeam { edges { node { id } } } } } }';
    const { data, errors } = await subgraph.askAs(by, query, { of: [{ __typename: 'Patient', id }] });
    const [patient] = (data as { _entities: { careTeam: { edges: { node: { id: string } }[] } | null }[] })._entities;
    return patient?.careTeam?.edges.map(({ node }) => node.id) ?? errors?.map(({ extensions }) => extensions['code']);
  };

  it('is for who takes part in it, and for the person', async () => {
    expect(await teamOf(physician({ [hoa]: { careTeam: true } }), hoa)).toEqual([testId('CareTeamMember', 1)]);
    expect(await teamOf(citizen, hoa)).toEqual([testId('CareTeamMember', 1)]);
  });

  it('does not say to others who is treated, nor where', async () => {
    expect(await teamOf(citizen, other)).toEqual(['FORBIDDEN']);
    expect(await teamOf(physician(), other)).toEqual([]); // Colleagues may ask for visits of their own facility, and there are none.
  });
});
