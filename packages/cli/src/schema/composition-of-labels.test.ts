import { compose } from '@health-graph/composition';
import { type FieldRequirements, fieldRequirements } from '@health-graph/gateway';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';

/**
 * What @apollo/composition 2.14.4 makes of labels of several subgraphs: this version was chosen because it joins them by AND. Earlier ones joined by
 * OR, with which a subgraph could open the fields of another.
 */
const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@policy", "@requiresScopes", "@interfaceObject", "@external", "@provides"])`;
const policy = (...groups: readonly (readonly string[])[]) => `@policy(policies: ${JSON.stringify(groups)})`;
const requiresScopes = (...groups: readonly (readonly string[])[]) => `@requiresScopes(scopes: ${JSON.stringify(groups)})`;

function composed(...sdls: readonly string[]): readonly FieldRequirements[] {
  const schemas = sdls.map((sdl, index) => ({
    name: `s${index}`,
    sdl,
    document: parse(`${head}\n${sdl}`),
    url: `http://127.0.0.1/s${index}`,
  }));
  const composition = compose(schemas);
  if ('errors' in composition) throw new Error(composition.errors.map(({ message }) => message).join('\n'));
  return fieldRequirements(composition.supergraphSdl);
}

/** The groups that a field is under, each sorted. */
const askedFor = (all: readonly FieldRequirements[], name: string, kind: 'policy' | 'scopes') =>
  all
    .filter(({ type, field }) => `${type}.${field}` === name)
    .flatMap(({ requirements }) => requirements)
    .flatMap((requirement) => (requirement.kind === kind ? [requirement.anyOf.map((group) => [...group].sort())] : []));

const entity = (labels: string) =>
  `type Query { q: Int @shareable } type Record @key(fields: "id") { id: ID! note: String @shareable ${labels} }`;

describe('the labels of two subgraphs on one field', () => {
  it('are both asked for: classes by AND', () => {
    const all = composed(entity(policy(['clinical'])), entity(policy(['staff'])));

    expect(askedFor(all, 'Record.note', 'policy')).toEqual([[['clinical', 'staff']]]);
  });

  it('are both asked for: a subgraph without a label takes nothing away', () => {
    const all = composed(entity(policy(['clinical'])), entity(''));

    expect(askedFor(all, 'Record.note', 'policy')).toEqual([[['clinical']]]);
  });

  it('are both asked for: alternatives are multiplied out, not put together', () => {
    const all = composed(entity(policy(['clinical'], ['staff'])), entity(policy(['hiv'])));

    expect(askedFor(all, 'Record.note', 'policy')).toEqual([
      [
        ['clinical', 'hiv'],
        ['hiv', 'staff'],
      ],
    ]);
  });

  it('are both asked for: scopes by AND', () => {
    const all = composed(entity(requiresScopes(['user/Encounter.r'])), entity(requiresScopes(['user/Patient.r'])));

    expect(askedFor(all, 'Record.note', 'scopes')).toEqual([[['user/Encounter.r', 'user/Patient.r']]]);
  });

  it('are both asked for on a whole type', () => {
    const value = (labels: string) => `type Query { q: Value @shareable } type Value @shareable ${labels} { text: String }`;
    const all = composed(value(policy(['clinical'])), value(policy(['staff'])));

    expect(askedFor(all, 'Value.text', 'policy')).toEqual([[['clinical', 'staff']]]);
    expect(askedFor(all, 'Query.q', 'policy')).toEqual([[['clinical', 'staff']]]);
  });
});

describe('the labels behind an interface', () => {
  it('are all asked for where a field is selected on the interface', () => {
    const all = composed(`
      type Query { any: Any }
      interface Any { text: String }
      type One implements Any { text: String ${policy(['clinical'])} }
      type Two implements Any { text: String ${policy(['staff'])} }`);

    expect(askedFor(all, 'Any.text', 'policy').flat(2)).toEqual(expect.arrayContaining(['clinical', 'staff']));
    expect(askedFor(all, 'One.text', 'policy').flat(2)).toEqual(['clinical']);
  });
});
