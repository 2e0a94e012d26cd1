import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCarePlan, aCondition, aDiagnosticReport, aGoal, anEncounter, anObservation, testId } from '../model/builders.ts';
import { type OpenEncounters, openEncounters } from '../testing/open-encounters.ts';

let subgraph: OpenEncounters;

beforeAll(async () => {
  subgraph = await openEncounters();
  await subgraph.keep(
    { type: 'Encounter', record: anEncounter() },
    { type: 'Condition', record: aCondition() },
    { type: 'Condition', record: aCondition({ id: testId('Condition', 2), note: 'hai' }) },
    { type: 'Observation', record: anObservation() },
    { type: 'DiagnosticReport', record: aDiagnosticReport() },
    {
      type: 'CarePlan',
      record: aCarePlan({ addressedConditionIds: [testId('Condition', 2), testId('Condition', 404), testId('Condition', 1)] }),
    },
    { type: 'Goal', record: aGoal() },
  );
});
afterAll(() => subgraph.close());

describe('a record by its id', () => {
  it.each([
    ['encounter', 'Encounter'],
    ['condition', 'Condition'],
    ['observation', 'Observation'],
    ['diagnosticReport', 'DiagnosticReport'],
  ])('is read by Query.%s', async (field, type) => {
    const { data } = await subgraph.ask(`query($id: ID!) { ${field}(id: $id) { id status: __typename } }`, { id: testId(type, 1) });

    expect(data).toEqual({ [field]: { id: testId(type, 1), status: type } });
  });

  it.each(['encounter', 'condition', 'observation', 'diagnosticReport'])('is null in Query.%s where there is none', async (field) => {
    const { data, errors } = await subgraph.ask(`query($id: ID!) { ${field}(id: $id) { id } }`, { id: testId('Encounter', 404) });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ [field]: null });
  });

  it.each(['encounter', 'condition', 'observation', 'diagnosticReport'])('refuses a malformed id in Query.%s', async (field) => {
    const { errors } = await subgraph.ask(`{ ${field}(id: "045123456789") { id } }`);

    expect(errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'id' }) })]);
  });
});

describe('records that a record names', () => {
  it('come in its order, without those that are not there', async () => {
    const query = 'query($of: [_Any!]!) { _entities(representations: $of) { ... on CarePlan { addresses { note } goals { id } } } }';
    const { data } = await subgraph.ask(query, { of: [{ __typename: 'CarePlan', id: testId('CarePlan', 1) }] });

    expect(data).toEqual({ _entities: [{ addresses: [{ note: 'hai' }, { note: null }], goals: null }] });
  });

  it('are null where the one named is not there', async () => {
    await subgraph.keep({
      type: 'Condition',
      record: aCondition({ id: testId('Condition', 3), encounterId: testId('Encounter', 404) }),
    });

    const { data, errors } = await subgraph.ask('query($id: ID!) { condition(id: $id) { id encounter { id } } }', {
      id: testId('Condition', 3),
    });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ condition: { id: testId('Condition', 3), encounter: null } });
  });
});
