import { sdlOfTest } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { type OpenEncounters, openEncounters, schemaFolder } from '../testing/open-encounters.ts';
import { wholeRecords } from '../testing/whole-records.ts';

const sdl = await sdlOfTest(schemaFolder, 'encounters');
const kept = new Map(wholeRecords(1).map(({ type, record }) => [type, record as Readonly<Record<string, unknown>>]));
let subgraph: OpenEncounters;

beforeAll(async () => {
  subgraph = await openEncounters();
  await subgraph.keep(...wholeRecords(1));
});
afterAll(() => subgraph.close());

async function entity(typename: string, selection: string, id = testId(typename, 1)): Promise<Record<string, unknown>> {
  const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on ${typename} { ${selection} } } }`;
  const { data, errors } = await subgraph.ask(query, { of: [{ __typename: typename, id }] });
  expect(errors).toBeUndefined();
  return (data as unknown as { _entities: Record<string, unknown>[] })._entities[0] ?? {};
}

/** The paths of an answer that hold null, or a list without members. */
function emptyPaths(value: unknown, path: string): string[] {
  if (value === null || (Array.isArray(value) && value.length === 0)) return [path];
  if (Array.isArray(value)) return emptyPaths(value[0], `${path}[0]`);
  if (typeof value !== 'object') return [];
  return Object.entries(value ?? {}).flatMap(([name, member]) => emptyPaths(member, `${path}.${name}`));
}

/** An allergy to penicillin is raised to no class. */
const unlabelled = 'Patient.safetyAllergies[0].labels';

describe.each(sdl.entities.map((type) => [type.name, type] as const))('%s', (name, type) => {
  it('resolves every field of the SDL', async () => {
    const answer = await entity(name, sdl.selectionOf(type));

    expect(emptyPaths(answer, name).filter((path) => path !== unlabelled)).toEqual([]);
  });

  it('gives back what was kept, letter for letter', async () => {
    const record = kept.get(name) ?? {};
    const answer = await entity(name, sdl.selectionOf(type));

    for (const field of Object.keys(type.getFields()).filter((field) => field in record && !isNestedLink(field))) {
      expect({ [field]: answer[field] }).toEqual({ [field]: record[field] });
    }
  });

  it('is null where nothing is kept, if it is ours', async () => {
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on ${name} { id } } }`;
    const { data } = await subgraph.ask(query, { of: [{ __typename: name, id: testId(name, 404) }] });

    expect(data).toEqual({ _entities: [kept.has(name) ? null : { id: testId(name, 404) }] });
  });
});

/** Values that hold links: their ids are entities in the SDL. */
const isNestedLink = (field: string): boolean => field === 'participants' || field === 'diagnoses';

describe('links between records', () => {
  it('lead to the entities that the record names', async () => {
    expect(await entity('Encounter', 'subject { id } facility { id } department { id } participants { practitioner { id } name }')).toEqual(
      {
        subject: { id: testId('Patient', 1) },
        facility: { id: testId('Facility', 1) },
        department: { id: testId('Department', 1) },
        participants: [
          { practitioner: { id: testId('Practitioner', 1) }, name: 'Trần Văn B' },
          { practitioner: { id: testId('Practitioner', 1001) }, name: null },
        ],
      },
    );
    expect(await entity('DocumentReference', 'authors { id } custodian { id } encounter { visitCode }')).toEqual({
      authors: [{ id: testId('Practitioner', 1) }],
      custodian: { id: testId('Facility', 1) },
      encounter: { visitCode: '440011' },
    });
    expect(await entity('Condition', 'recorder { id } encounter { class }')).toEqual({
      recorder: { id: testId('Practitioner', 1) },
      encounter: { class: 'AMB' },
    });
  });

  it('read the record they lead to', async () => {
    expect(await entity('CarePlan', 'addresses { onset } goals { startDate } encounter { status }')).toEqual({
      addresses: [{ onset: '2019-05' }],
      goals: [{ startDate: '2026-03-08' }],
      encounter: { status: 'FINISHED' },
    });
    expect(await entity('DiagnosticReport', 'results { valueString } presentedForms { data sizeBytes }')).toEqual({
      results: [{ valueString: 'Cao' }],
      presentedForms: [{ data: 'YWJjZA==', sizeBytes: 4 }],
    });
    expect(await entity('Encounter', 'diagnoses { rank condition { clinicalStatus } } lengthMinutes')).toEqual({
      diagnoses: [{ rank: 1, condition: { clinicalStatus: 'ACTIVE' } }],
      lengthMinutes: 45,
    });
  });
});
