import { describe, expect, it } from '@jest/globals';
import { compareSchemas, noDrift } from './schema-drift.ts';
import { membersOf } from './schema-members.ts';

const SDL = `
  type Query { ward(id: ID!): Ward }
  type Ward @key(fields: "id") { id: ID! name(short: Boolean): String beds: Int kind: Kind }
  enum Kind { ICU GENERAL }
  union Place = Ward
  input Asked { floor: Int }`;
const drift = (served: string) => compareSchemas(membersOf(SDL), served);

describe('the schema of an endpoint', () => {
  it.each([
    ['is written in another order', SDL.replace('beds: Int kind: Kind', 'kind: Kind beds: Int')],
    ['has other descriptions and labels', SDL.replace('beds: Int', '"How many." beds: Int @policy(policies: [["staff"]])')],
    ['needs a field of another subgraph', SDL.replace('beds: Int', 'beds: Int floor: Int @external')],
    ['has what every subgraph has', `${SDL} type _Service { sdl: String } scalar _Any extend type Query { _service: _Service }`],
  ])('is the one that was composed when it %s', (_what, served) => {
    expect(drift(served)).toEqual(noDrift);
  });

  it.each([
    ['a field', SDL.replace('beds: Int', ''), { missing: ['Ward.beds'] }],
    ['an argument', SDL.replace('(short: Boolean)', ''), { missing: ['Ward.name(short:)'] }],
    ['a value', SDL.replace('ICU ', ''), { missing: ['Kind.ICU'] }],
    ['a member of an input', SDL.replace('floor: Int', 'level: Int'), { missing: ['Asked.floor'], added: 1 }],
    ['the type of a field', SDL.replace('beds: Int', 'beds: String'), { changed: ['Ward.beds'] }],
    ['a field more', SDL.replace('beds: Int', 'beds: Int rooms: Int'), { added: 1 }],
  ])('differs in %s', (_what, served, expected) => {
    expect(drift(served)).toEqual({ ...noDrift, ...expected });
  });

  it('names some of very many', () => {
    const wide = `type Query { ${Array.from({ length: 100 }, (_, index) => `f${index}: Int`).join(' ')} }`;

    expect(compareSchemas(membersOf(wide), 'type Query { other: Int }').missing).toHaveLength(20);
  });
});
