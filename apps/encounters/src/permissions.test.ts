import { type AskedBy, entitiesQuery } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCondition, anEncounter, anObservation, testId } from './model/builders.ts';
import { type OpenEncounters, openEncounters } from './testing/open-encounters.ts';

const [here, elsewhere] = [testId('Facility', 1), testId('Facility', 2)];
const patientId = testId('Patient', 1);
const encounterId = testId('Encounter', 1);
const day = (number: number) => `2026-03-0${number}T08:00:00+07:00`;
const hiv = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'B24', display: 'HIV' }] };

const condition = (number: number, fields: object = {}) => ({
  type: 'Condition',
  record: aCondition({ id: testId('Condition', number), recordedDate: day(number), encounterId, facilityId: here, ...fields }),
});
const shown = [
  { type: 'Encounter', record: anEncounter({ facilityId: here }) },
  condition(2),
  condition(4),
  condition(6),
  {
    type: 'Condition',
    record: aCondition({ id: testId('Condition', 20), facilityId: elsewhere, recordedDate: '2026-03-02T07:00:00+07:00' }),
  },
  { type: 'Observation', record: anObservation({ facilityId: here, encounterId }) },
];
const hidden = [
  ...[1, 3, 5, 7].map((number) => condition(number, { code: hiv })),
  { type: 'Encounter', record: anEncounter({ id: testId('Encounter', 9), facilityId: here, reasons: [hiv], period: { start: day(9) } }) },
];

let subgraph: OpenEncounters;
let without: OpenEncounters;
beforeAll(async () => {
  [subgraph, without] = [await openEncounters('enforced'), await openEncounters('enforced')];
  await subgraph.keep(...shown, ...hidden);
  await without.keep(...shown);
});
afterAll(async () => {
  await subgraph.close();
  await without.close();
});

const physician = { facilityId: here } as const;
const team: AskedBy = { caller: physician, facts: { [patientId]: { careTeam: true } } };
const named: AskedBy = { caller: physician, facts: { [patientId]: { assigned: true } } };
const stranger: AskedBy = { caller: physician };

const ofPatient = (fields: string) => entitiesQuery('Patient', fields);
const representations = { representations: [{ __typename: 'Patient', id: patientId }] };
const conditionsOf = async (by: AskedBy, of = patientId) => {
  const asked = { representations: [{ __typename: 'Patient', id: of }] };
  return subgraph.askAs(by, ofPatient('conditions { edges { node { id code { text } } } }'), asked);
};
const idsIn = ({ data }: Awaited<ReturnType<typeof conditionsOf>>) => {
  const [patient] = (data as { _entities: { conditions: { edges: { node: { id: string } }[] } }[] })._entities;
  return patient?.conditions.edges.map(({ node }) => node.id);
};
const conditions = (...numbers: readonly number[]) => numbers.map((number) => testId('Condition', number));

describe('a patient’s chart', () => {
  it('shows the team what its own facility made, and nothing of HIV', async () => {
    const answer = await conditionsOf(team);

    expect(answer.errors).toBeUndefined();
    expect(idsIn(answer)).toEqual(conditions(6, 4, 2));
  });

  it('shows everything to whom the case was given by name', async () => {
    expect(idsIn(await conditionsOf(named))).toEqual(conditions(7, 6, 5, 4, 3, 2, 20, 1));
  });

  it('is refused to a stranger, and not shown empty', async () => {
    const { data, errors } = await conditionsOf(stranger);

    expect(data).toEqual({ _entities: [{ conditions: null }] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'conditions'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is refused alike whether there is anything in it or not', async () => {
    const [kept, unknown] = [await conditionsOf(stranger), await conditionsOf(stranger, testId('Patient', 404))];

    expect(unknown.errors).toEqual(kept.errors);
    expect(unknown.data).toEqual(kept.data);
  });

  it('refuses one patient and shows another in the same answer', async () => {
    const asked = { representations: [patientId, testId('Patient', 404)].map((id) => ({ __typename: 'Patient', id })) };
    const { data, errors } = await subgraph.askAs(team, ofPatient('conditions(first: 1) { edges { node { id } } }'), asked);

    expect(data).toEqual({ _entities: [{ conditions: { edges: [{ node: { id: testId('Condition', 6) } }] } }, { conditions: null }] });
    expect(errors).toMatchObject([{ path: ['_entities', 1, 'conditions'] }]);
  });

  it('is refused to somebody who may no longer act', async () => {
    expect((await conditionsOf({ ...named, mayAct: false })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('lists that are nobody’s', () => {
  const worklist = entitiesQuery('Facility', 'encounters { edges { node { id status reasons { text } } } }');
  const of = { representations: [{ __typename: 'Facility', id: here }] };

  it('show reception the skeleton of visits of its facility, without the one for HIV', async () => {
    const { data, errors } = await subgraph.askAs({ caller: { ...physician, role: 'registrar', purpose: 'HOPERAT' } }, worklist, of);

    expect(data).toEqual({ _entities: [{ encounters: { edges: [{ node: { id: encounterId, status: 'FINISHED', reasons: null } }] } }] });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('are refused to who could never see a row of them', async () => {
    const analyst: AskedBy = { caller: { role: 'health-department-analyst', purpose: 'PUBHLTH' } };

    expect((await subgraph.askAs(analyst, worklist, of)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a hidden record', () => {
  /** Everything that could tell of it: lists, pages, cursors, contacts, links, worklists and look-ups. */
  const operations: readonly (readonly [query: string, variables: object])[] = [
    ...[1, 2, 3, 4, 5].map(
      (first) =>
        [
          ofPatient(
            `conditions(first: ${first}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
          ),
          representations,
        ] as const,
    ),
    [
      ofPatient(
        'encounters { edges { cursor node { id conditions { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }',
      ),
      representations,
    ],
    [ofPatient('conditions(clinicalStatus: ACTIVE) { edges { cursor } pageInfo { hasNextPage endCursor } }'), representations],
    [
      entitiesQuery('Facility', 'encounters { edges { cursor node { id } } pageInfo { endCursor } }'),
      { representations: [{ __typename: 'Facility', id: here }] },
    ],
    [`{ condition(id: "${testId('Condition', 3)}") { id code { text } } }`, {}],
    [`{ encounter(id: "${testId('Encounter', 9)}") { id subject { id } } }`, {}],
    [entitiesQuery('Condition', 'id note'), { representations: conditions(1, 2).map((id) => ({ __typename: 'Condition', id })) }],
  ];

  it.each(operations)('leaves no trace in an answer: %s', async (query, variables) => {
    const [answer, never] = [await subgraph.toldTo(team, query, { ...variables }), await without.toldTo(team, query, { ...variables })];

    expect(answer).toBe(never);
    expect(answer).not.toMatch(/HIV|B24/);
  });

  it('leaves no trace on the pages behind a cursor', async () => {
    const walk = async (from: OpenEncounters) => {
      const texts: string[] = [];
      let after: string | null = null;
      do {
        const query: string = ofPatient(
          `conditions(first: 1, after: ${JSON.stringify(after)}) { edges { node { id } } pageInfo { hasNextPage endCursor } }`,
        );
        const { data, errors } = await from.askAs(team, query, representations);
        texts.push(JSON.stringify({ data, errors }));
        const { pageInfo } = (data as { _entities: [{ conditions: { pageInfo: { hasNextPage: boolean; endCursor: string } } }] })
          ._entities[0].conditions;
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      return texts;
    };

    expect(await walk(subgraph)).toEqual(await walk(without));
  });

  it('is looked up like one that never was', async () => {
    const byId = (number: number) =>
      subgraph.toldTo(team, 'query ($id: ID!) { condition(id: $id) { id } }', { id: testId('Condition', number) });

    expect(await byId(3)).toBe(await byId(404));
  });
});
