import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { lint } from './lint.ts';

const scopes = '@requiresScopes(scopes: [["user/Encounter.r"]])';
const labels = (dataClass: string) => `@policy(policies: [["${dataClass}"]]) ${scopes}`;
const entity = (fields: string) => `"A contact." type Encounter @key(fields: "id") { "Opaque." id: ID! ${labels('public')} ${fields} }`;
const value = (head: string, fields = '"Begin." start: String') => `"A time." type Span ${head} { ${fields} }`;

/** What is found in these subgraphs, which are called `a`, `b` and so on. */
const expectFaults = (...sdls: readonly string[]) =>
  expect(
    lint(sdls.map((sdl, index) => ({ name: 'abc'.charAt(index), sdl, document: parse(sdl) }))).map(
      ({ subgraph, coordinate, rule }) => `${subgraph} ${coordinate} ${rule}`,
    ),
  );

describe('labels within a subgraph', () => {
  it('are asked for on each value type, and on no field of it', () => {
    expectFaults(value(labels('clinical'))).toEqual([]);
    expectFaults(value(scopes)).toEqual(['a Span class']);
    expectFaults(value(labels('clinical'), `"Begin." start: String @policy(policies: [["admin"]])`)).toEqual(['a Span.start value-class']);
  });

  it('are asked for on interfaces, and on what extensions add', () => {
    expectFaults(`"Any." interface Any { "Begin." start: String }`).toEqual(['a Any class', 'a Any.start scopes']);
    expectFaults(`"Any." interface Any ${labels('clinical')} { "Begin." start: String }`).toEqual([]);
    expectFaults(`${entity('')} extend type Encounter { "Its status." status: String ${scopes} }`).toEqual(['a Encounter.status class']);
    expectFaults(`extend type Query { "One." one: String }`).toEqual(['a Query.one class', 'a Query.one scopes']);
  });

  it('are one group of classes, never alternatives', () => {
    expectFaults(entity(`"Its status." status: String @policy(policies: [["clinical", "staff"]]) ${scopes}`)).toEqual([]);
    expectFaults(entity(`"Its status." status: String @policy(policies: [["clinical"], ["staff"]]) ${scopes}`)).toEqual([
      'a Encounter.status class-alternatives',
    ]);
    expectFaults(entity(`"Its status." status: String @policy(policies: [["clinical"], []]) ${scopes}`)).toEqual([
      'a Encounter.status class-alternatives',
    ]);
    expectFaults(value(`@policy(policies: [["clinical"], ["staff"]]) ${scopes}`)).toEqual(['a Span class-alternatives']);
  });

  it('name classes of the matrix and resources of FHIR R4', () => {
    expectFaults(entity(`"Its status." status: String ${labels('secret')}`)).toEqual(['a Encounter.status class']);
    expectFaults(entity(`"Its status." status: String @policy(policies: [["admin"]]) @requiresScopes(scopes: [["user/Visit.r"]])`)).toEqual(
      ['a Encounter.status scopes'],
    );
    expectFaults(entity(`"Its status." status: String @policy(policies: [["admin"]]) @requiresScopes(scopes: [["user/*.r"]])`)).toEqual([
      'a Encounter.status scopes',
    ]);
  });

  it('cannot be put on what is provided for another subgraph, so nothing is', () => {
    expectFaults(entity(`"Its note." note: Note @provides(fields: "text") ${labels('clinical')}`)).toEqual(['a Encounter.note provides']);
  });
});

describe('labels across subgraphs', () => {
  const status = (head: string) => entity(`"Its status." status: String @shareable ${head}`);

  it('are the same for the same field', () => {
    expectFaults(status(labels('clinical')), status(labels('clinical'))).toEqual([]);
  });

  it('are weaker where a class is missing, and both are where each has another', () => {
    expectFaults(status(labels('clinical')), status(`@policy(policies: [["clinical", "staff"]]) ${scopes}`)).toEqual([
      'a Encounter.status weaker-class',
    ]);
    expectFaults(status(labels('clinical')), status(labels('public'))).toEqual([
      'a Encounter.status weaker-class',
      'b Encounter.status weaker-class',
    ]);
  });

  it('are weaker where fewer scopes are enough', () => {
    const more = '@policy(policies: [["clinical"]]) @requiresScopes(scopes: [["user/Encounter.r", "user/Patient.r"]])';
    const other = '@policy(policies: [["clinical"]]) @requiresScopes(scopes: [["user/Encounter.r"], ["patient/Encounter.r"]])';

    expectFaults(status(labels('clinical')), status(more)).toEqual(['a Encounter.status weaker-scopes']);
    expectFaults(status(labels('clinical')), status(other)).toEqual(['b Encounter.status weaker-scopes']);
  });

  it('of a value type hold for its fields', () => {
    const shared = (dataClass: string) => value(`@shareable ${labels(dataClass)}`);

    expectFaults(shared('public'), shared('public')).toEqual([]);
    expectFaults(shared('clinical'), shared('public')).toEqual(['a Span.start weaker-class', 'b Span.start weaker-class']);
  });

  it('leave what another subgraph tells to that one', () => {
    expectFaults(status(labels('clinical')), entity('"Its status." status: String @external')).toEqual([]);
  });

  it('of an interface are those of all that stands behind it, in any subgraph', () => {
    const any = (dataClass: string) => `"Any." interface Any ${labels(dataClass)} { "Begin." start: String }`;
    const behind = (dataClass: string) => `"A time." type Span implements Any ${labels(dataClass)} { "Begin." start: String }`;

    expectFaults(`${any('clinical')} ${behind('clinical')}`).toEqual([]);
    expectFaults(`${any('public')} ${behind('clinical')}`).toEqual(['a Any.start interface-class']);
    expectFaults(any('public'), `${any('public')} ${behind('hiv')}`).toEqual([
      'a Any.start interface-class',
      'b Any.start interface-class',
    ]);
  });
});
