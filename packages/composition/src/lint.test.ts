import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { lint } from './lint.ts';

const labels = '@policy(policies: [["admin"]]) @requiresScopes(scopes: [["user/Encounter.r"]])';
const publicLabels = '@policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Encounter.r"]])';

const clean = `
  "A contact." type Encounter @key(fields: "id") { "Opaque." id: ID! ${publicLabels} "Its status." status: Status ${labels} }
  "Where it stands." enum Status { "Ended." FINISHED }`;

const expectFaults = (sdl: string) =>
  expect(lint([{ name: 'test', sdl, document: parse(sdl) }]).map(({ coordinate, rule }) => `${coordinate} ${rule}`));

describe('lint', () => {
  it('finds nothing in a clean type', () => {
    expectFaults(clean).toEqual([]);
  });

  it('asks for a description of each field, type and enum value', () => {
    expectFaults(`
      "A contact." type Encounter @key(fields: "id") { id: ID! ${publicLabels} }
      type Period @policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Encounter.r"]]) { "Begin." start: String }
      enum Status { FINISHED }`).toEqual([
      'Encounter.id description',
      'Period description',
      'Status description',
      'Status.FINISHED description',
    ]);
  });

  it('asks for a class on each field', () => {
    expectFaults(clean.replace(`status: Status ${labels}`, 'status: Status @requiresScopes(scopes: [["user/Encounter.r"]])')).toEqual([
      'Encounter.status class',
    ]);
  });

  it('asks for neither on what another subgraph tells', () => {
    expectFaults(clean.replace(`status: Status ${labels}`, 'status: Status @external')).toEqual([]);
  });

  it('knows only the classes of the permission matrix', () => {
    expectFaults(clean.replace('"admin"', '"secret"')).toEqual(['Encounter.status class']);
  });

  it('takes the class of a value type for its fields', () => {
    expectFaults(
      `"A time." type Period @policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Encounter.r"]]) { "Begin." start: String }`,
    ).toEqual([]);
  });

  it('refuses a class on a whole entity, because it would hold for the key too', () => {
    expectFaults(clean.replace('@key(fields: "id") {', '@key(fields: "id") @policy(policies: [["admin"]]) {')).toEqual([
      'Encounter entity-class',
    ]);
  });

  it('asks for scopes, and for scopes of SMART on FHIR v2', () => {
    expectFaults(clean.replace(`Status ${labels}`, 'Status @policy(policies: [["admin"]])')).toEqual(['Encounter.status scopes']);
    expectFaults(
      clean.replace(`Status ${labels}`, 'Status @policy(policies: [["admin"]]) @requiresScopes(scopes: [["encounter:read"]])'),
    ).toEqual(['Encounter.status scopes']);
  });

  it('refuses a national number as a key', () => {
    expectFaults(clean.replace('@key(fields: "id")', '@key(fields: "id") @key(fields: "nationalId")')).toEqual(['Encounter key']);
  });

  it('refuses a field of an entity that can never be null', () => {
    expectFaults(clean.replace('status: Status', 'status: Status!')).toEqual(['Encounter.status nullable']);
  });

  it('asks a connection for a cursor, and lets nothing page by offset', () => {
    expectFaults(clean.replace('status: Status', 'status: StatusConnection')).toEqual(['Encounter.status paging']);
    expectFaults(clean.replace('status: Status', 'status(offset: Int): Status')).toEqual(['Encounter.status paging']);
  });
});
