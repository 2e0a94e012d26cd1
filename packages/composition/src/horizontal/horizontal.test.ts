import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { SubgraphSchema } from '../subgraph-schema.ts';
import { parseHorizontalRules } from './horizontal-rules.ts';
import { readHorizontalShare } from './horizontal-share.ts';

const subgraph = (name: string, sdl: string): SubgraphSchema => ({ name, sdl, document: parse(sdl) });
const people = subgraph(
  'people',
  `type Query { person(id: ID!): Patient }
  type Patient @key(fields: "id") { id: ID! name: String }
  type Facility @key(fields: "id") { id: ID! }`,
);
const sdl = `
  type Query { visit(id: ID!): Visit visitsOf(patientId: ID!): [Visit!] }
  type Mutation { open(input: String): Visit }
  type Visit @key(fields: "id") { id: ID! at: DateTime patient: Patient }
  type Patient @key(fields: "id") { id: ID! name: String @external visits(first: Int, after: String): VisitConnection count: Int last: Visit tags: [String!] }
  type Facility @key(fields: "id") { id: ID! visits(first: Int, after: String): VisitConnection }
  type VisitConnection { edges: [VisitEdge!]! total: Int }
  type VisitEdge { cursor: String! position: String! node: Visit! }
  scalar DateTime`;
const rules = {
  Query: { visit: 'owner', visitsOf: 'concat' },
  Mutation: { open: 'owner' },
  Patient: { visits: 'concat', count: '{ join: sum, whole: true }', last: '{ join: newest, by: at }', tags: 'concat' },
  Facility: { visits: 'owner' },
};

type Rules = Readonly<Record<string, Readonly<Record<string, string>>>>;
const yamlOf = (given: Rules): string =>
  [
    'visits:',
    '  owns: [Visit]',
    ...Object.entries(given).flatMap(([type, fields]) => [
      `  ${type}:`,
      ...Object.entries(fields).map(([name, rule]) => `    ${name}: ${rule}`),
    ]),
  ].join('\n');
const read = (given: Rules = rules, text = sdl) =>
  readHorizontalShare('visits', parseHorizontalRules(yamlOf(given)).get('visits'), [people, subgraph('visits', text)]);
const faults = (given: Rules, text = sdl) => read(given, text).faults.map(({ coordinate, message }) => `${coordinate}: ${message}`);

describe('rules that fit the SDL', () => {
  it('tell what is joined how, and which entities are its own', () => {
    const { share, faults: found } = read();

    expect(found).toEqual([]);
    expect([...share.owned]).toEqual(['Visit']);
    expect(share.entities.get('Patient')?.get('count')).toEqual({ join: 'sum', whole: true });
    expect(share.entities.get('Patient')?.get('last')).toEqual({ join: 'newest', by: 'at' });
    expect(share.queries.get('visit')).toEqual({ join: 'owner' });
  });
});

describe('a rule is refused', () => {
  const without = (type: string, field: string): Rules => ({
    ...rules,
    [type]: Object.fromEntries(Object.entries((rules as Rules)[type] ?? {}).filter(([name]) => name !== field)),
  });
  const having = (type: string, field: string, rule: string): Rules => ({ ...rules, [type]: { ...(rules as Rules)[type], [field]: rule } });

  it.each<[string, Rules, RegExp]>([
    ['that is missing', without('Patient', 'visits'), /^Patient\.visits: Say/],
    ['of a field that there is not', having('Patient', 'cars', 'concat'), /^Patient\.cars: This subgraph adds no such/],
    ['of an entity that is its own', having('Visit', 'at', 'sum'), /^Visit\.at: This subgraph adds no such/],
    ['of a field that another subgraph keeps', having('Patient', 'name', 'concat'), /^Patient\.name: This subgraph adds/],
    ['that sums a list', having('Patient', 'tags', 'sum'), /^Patient\.tags: Only `Int`/],
    ['that joins a number like a list', having('Patient', 'count', 'concat'), /^Patient\.count: Only a list/],
    ['that seeks the newest by what is no date', having('Patient', 'last', '{ join: newest, by: id }'), /^Patient\.last: The `newest`/],
    ['that gives a patient to one hospital', having('Patient', 'visits', 'owner'), /^Patient\.visits: Nobody can say/],
    ['that joins a record', having('Query', 'visit', 'concat'), /^Query\.visit: A record asked for by its `id`/],
    ['that joins a mutation', having('Mutation', 'open', 'concat'), /^Mutation\.open: A mutation goes to one/],
  ])('%s', (_name, given, message) => {
    expect(faults(given)).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, string, Rules, RegExp]>([
    [
      'for a root field without a patient or an id',
      sdl.replace('visitsOf(patientId: ID!)', 'visitsOf(day: String)'),
      rules,
      /^Query\.visitsOf: A root field/,
    ],
    ['for edges that do not say where they are', sdl.replace('position: String! ', ''), rules, /^Patient\.visits: Edges/],
    ['for a connection with a word beside its edges', sdl.replace('total: Int', 'total: String'), rules, /^Patient\.visits: A connection/],
    [
      'for a stream',
      `${sdl} type Subscription { opened(id: ID!): Visit }`,
      { ...rules, Subscription: { opened: 'owner' } },
      /^Subscription\.opened: /,
    ],
  ])('%s', (_name, text, given, message) => {
    expect(faults(given, text)[0]).toMatch(message);
  });

  it.each([
    ['a rule that there is not', 'visits: { owns: [], Patient: { visits: both } }', 'horizontal.visits.Patient.visits'],
    ['a newest without a date', 'visits: { owns: [], Patient: { last: newest } }', 'horizontal.visits.Patient.last.by'],
    [
      'a word that the rule does not know',
      'visits: { owns: [], Patient: { visits: { join: owner, whole: true } } }',
      'horizontal.visits.Patient.visits.whole',
    ],
    [
      'a part of a rule that is no yes or no',
      'visits: { owns: [], Patient: { visits: { join: sum, whole: 1 } } }',
      'horizontal.visits.Patient.visits.whole',
    ],
    ['no word of what it owns', 'visits: { Patient: {} }', 'horizontal.visits.owns'],
    ['a list for a mapping', 'visits: []', 'horizontal.visits'],
    ['nothing', '', 'horizontal'],
  ])('that cannot be read: %s', (_name, text, setting) => {
    expect(() => parseHorizontalRules(text)).toThrow(expect.objectContaining({ details: expect.objectContaining({ setting }) }));
  });

  it('of an entity that there is not, or that is found by something else', () => {
    const owning = (text: string) => parseHorizontalRules(text).get('people');
    const codes = subgraph('people', 'type Query { a: Int } type Code @key(fields: "code") { code: ID! }');

    expect(
      readHorizontalShare('people', owning('people: { owns: [Code, Car], Query: {} }'), [codes]).faults.map(({ coordinate }) => coordinate),
    ).toEqual(['Query.a', 'Car', 'Code']);
  });

  it('of a subgraph that there is not', () => {
    expect(readHorizontalShare('cars', undefined, [people]).faults).toEqual([expect.objectContaining({ coordinate: 'cars' })]);
  });
});
