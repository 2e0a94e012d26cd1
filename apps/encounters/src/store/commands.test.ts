import { sdlOfTest } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { type OpenEncounters, openEncounters, schemaFolder } from '../testing/open-encounters.ts';
import { wholeRecords } from '../testing/whole-records.ts';

const sdl = await sdlOfTest(schemaFolder, 'encounters');
const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
let subgraph: OpenEncounters;

beforeAll(async () => {
  subgraph = await openEncounters();
  for (let start = 0; start < numbers.length; start += 50) {
    await subgraph.keep(...numbers.slice(start, start + 50).flatMap(wholeRecords));
  }
});
afterAll(() => subgraph.close());

/** Commands for 1, 10 and 100 entities at once. */
async function costs(typename: string, selection: string): Promise<number[]> {
  const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on ${typename} { ${selection} } } }`;
  const counts: number[] = [];
  for (const size of [1, 10, 100]) {
    const of = numbers.slice(0, size).map((number) => ({ __typename: typename, id: testId(typename, number) }));
    counts.push((await subgraph.commandsOf(query, { of })).total);
  }
  return counts;
}

describe.each(sdl.entities.map((type) => [type.name, type] as const))('%s', (name, type) => {
  const links = sdl.linksOf(type).map(({ field, selection }) => [field, selection] as const);

  it.each(links)('costs the same for 1, 10 and 100 of them with %s', async (_field, selection) => {
    const [one, ten, hundred] = await costs(name, selection);

    expect(one).toBeGreaterThan(0);
    expect([ten, hundred]).toEqual([one, one]);
  });

  it('costs no more than one command for each of its links, and one for itself', async () => {
    const [one, ten, hundred] = await costs(name, sdl.selectionOf(type));

    expect([ten, hundred]).toEqual([one, one]);
    expect(one).toBeLessThanOrEqual(links.length + 2);
  });
});

describe('lists within lists', () => {
  const nested = `conditions { edges { node { code { text } recorder { id } encounter { status } } } }
    observations(category: "laboratory") { edges { node { valueString } } }
    procedures { edges { node { reasonConditions { id } } } }
    diagnosticReports { edges { node { results { id } presentedForms { data } } } }
    documents { edges { node { attachments { data } } } }
    diagnoses { condition { onset } }`;

  it('cost the same for 1, 10 and 100 encounters of a facility', async () => {
    const query = `query($of: [_Any!]!, $first: Int!) {
      _entities(representations: $of) { ... on Facility { encounters(first: $first) { edges { node { id ${nested} } } } } }
    }`;
    const of = [{ __typename: 'Facility', id: testId('Facility', 1) }];
    const counts: number[] = [];
    for (const first of [1, 10, 100]) counts.push((await subgraph.commandsOf(query, { of, first })).total);

    expect(counts[0]).toBeGreaterThan(5);
    expect(counts).toEqual(counts.map(() => counts[0]));
  });

  it('cost the same for the charts of 1, 10 and 100 patients', async () => {
    const [one, ten, hundred] = await costs(
      'Patient',
      `encounters { edges { node { id ${nested} } } } carePlans { edges { node { goals { id } } } }`,
    );

    expect([ten, hundred]).toEqual([one, one]);
  });
});

describe('the content of attachments', () => {
  it('is read with one command more, only when it is asked for', async () => {
    const [without] = await costs('Patient', 'documents { edges { node { attachments { title sizeBytes } } } }');
    const withContent = await costs('Patient', 'documents { edges { node { attachments { title data } } } }');

    expect(without).toBe(1);
    expect(withContent).toEqual([2, 2, 2]);
  });
});
