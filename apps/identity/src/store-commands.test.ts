import { entitiesQuery, nullsIn, type OpenSubgraph, type TestRecord } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aBreakGlass, aCareTeamMember, aConsent, aFacility, aPractitioner, aRoleAssignment, testId } from './model/builders.ts';
import type { IdentityStore } from './store/identity-store.ts';
import { keepEvents, openIdentity, sdl } from './testing/open-identity.ts';
import { wholeEvent, wholeRecords } from './testing/whole-records.ts';

const sizes = [1, 10, 100];
const numbers = Array.from({ length: 100 }, (_, place) => place + 1);
const representations = (type: string, size: number) =>
  numbers.slice(0, size).map((number) => ({ __typename: type, id: testId(type, number) }));

/** Behind the whole records, which are the newest. */
const yesterday = { start: '2026-06-14T08:00:00+07:00', end: '2026-06-14T09:00:00+07:00' };

/** Members of one patient's care team who all work at one facility. */
function ofOneParent(number: number): readonly TestRecord[] {
  const own = (type: string) => testId(type, 1000 + number);
  const facilityId = testId('Facility', 200);
  return [
    { type: 'Practitioner', record: aPractitioner({ id: own('Practitioner') }) },
    { type: 'RoleAssignment', record: aRoleAssignment({ id: own('RoleAssignment'), practitionerId: own('Practitioner'), facilityId }) },
    { type: 'CareTeamMember', record: aCareTeamMember({ id: own('CareTeamMember'), patientId: testId('Patient', 200) }) },
    { type: 'Consent', record: aConsent({ id: own('Consent'), patientId: testId('Patient', 200), granteeId: facilityId }) },
    { type: 'BreakGlass', record: aBreakGlass({ id: own('BreakGlass'), patientId: testId('Patient', 200), period: yesterday }) },
  ];
}

let subgraph: OpenSubgraph<IdentityStore>;

beforeAll(async () => {
  subgraph = await openIdentity();
  await subgraph.keep(...numbers.flatMap(wholeRecords));
  const byAnother = (number: number, patient = number) => wholeEvent(patient, (number % numbers.length) + 1); // Own looks are not in the list.
  await keepEvents(subgraph.store, [...numbers.map((number) => byAnother(number)), ...numbers.map((number) => byAnother(number, 200))]);
  await subgraph.keep({ type: 'Facility', record: aFacility({ id: testId('Facility', 200) }) }, ...numbers.flatMap(ofOneParent));
});

afterAll(() => subgraph.close());

describe('a whole record', () => {
  it.each(sdl.entities.map((type) => [type.name, type] as const))('has no field of %s that stays null', async (name, type) => {
    const data = await subgraph.dataOf(entitiesQuery(name, sdl.selectionOf(type)), { representations: representations(name, 1) });

    expect(nullsIn(data)).toEqual([]);
  });
});

/** What one operation costs the store, for each size. */
async function totals(operation: (size: number) => readonly [query: string, variables: Readonly<Record<string, unknown>>]) {
  const counts = [];
  for (const size of sizes) counts.push((await subgraph.commandsOf(...operation(size))).total);
  return counts;
}

describe('the number of store commands', () => {
  const links = sdl.entities.flatMap((type) => sdl.linksOf(type).map(({ field, selection }) => [type.name, field, selection] as const));

  it.each(links)('is the same for 1, 10 and 100 entities %s that are asked for %s', async (type, _field, selection) => {
    const [one = 0, ...more] = await totals((size) => [entitiesQuery(type, selection), { representations: representations(type, size) }]);

    expect(one).toBeGreaterThan(0);
    expect(more).toEqual([one, one]);
  });

  it.each([
    ['facilities', 'Facility', 'kind: GENERAL_HOSPITAL,'],
    ['practitioners', 'Practitioner', ''],
    ['practitioners', 'Practitioner', 'name: "binh", role: PHYSICIAN,'],
    ['accounts', 'Account', 'role: PHYSICIAN,'],
    ['breakGlasses', 'BreakGlass', ''],
  ])('is the same for 1, 10 and 100 whole records of the list %s of %s with %j', async (field, type, args) => {
    const selection = sdl.selectionOf(sdl.typeOf(type));
    const query = `query ($first: Int) { ${field}(${args} first: $first) { edges { node { ${selection} } } } }`;

    const [one, ...more] = await totals((first) => [query, { first }]);

    expect(more).toEqual([one, one]);
  });

  it.each([
    ['Patient', 'careTeam', 'id'],
    ['Patient', 'consents', 'id grantee { id }'],
    ['Patient', 'breakGlasses', 'id actor { id } practitioner { id } facility { id } review { reviewer { id } }'],
    ['Patient', 'accessLog', 'practitioner { id } onBehalfOf { id } facility { id }'],
    ['Facility', 'practitioners', 'id'],
  ])('is the same for 1, 10 and 100 records in the list %s.%s', async (type, list, selection) => {
    const query = entitiesQuery(type, `${list}(first: $first) { edges { node { ${selection} } } }`).replace(
      'query (',
      'query ($first: Int, ',
    );

    const [one, ...more] = await totals((first) => [query, { first, representations: [{ __typename: type, id: testId(type, 200) }] }]);

    expect(more).toEqual([one, one]);
  });
});
