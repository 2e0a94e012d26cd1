import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { lint } from './lint.ts';

const scopes = '@requiresScopes(scopes: [["user/Location.r"]])';
const entity = (field: string) =>
  `"A unit." type Unit @key(fields: "code") { "Code." code: ID! @policy(policies: [["public"]]) ${scopes} "One." one: String ${scopes} ${field} }`;
const messages = (sdl: string) =>
  lint([{ name: 'a', sdl, document: parse(sdl) }]).map(({ coordinate, rule, message }) => `${coordinate} ${rule}: ${message}`);
const shared = '@cacheControl(maxAge: 60, scope: PUBLIC)';

describe('what is shared between callers', () => {
  it('is of class public', () => {
    expect(messages(entity(`@policy(policies: [["public"]]) ${shared}`))).toEqual([]);
    expect(messages(`"A value." type Value @policy(policies: [["public"]]) ${scopes} { "One." one: String ${shared} }`)).toEqual([]);
  });

  it.each(['clinical', 'staff', 'identity', 'admin'])('is nothing of class %s', (dataClass) => {
    const fault = 'Unit.one cache: Only data of class public is the same for all who may ask for it, and is shared.';

    expect(messages(entity(`@policy(policies: [["${dataClass}"]]) ${shared}`))).toEqual([fault]);
    expect(messages(entity(`@policy(policies: [["public", "${dataClass}"]]) ${shared}`))).toEqual([fault]);
  });

  it('is nothing that has no class', () => {
    expect(messages(entity(shared))).toContainEqual(expect.stringContaining('Only data of class public'));
  });

  it.each(['0', '-1', '86401', '1.5'])('is not shared for %s seconds', (seconds) => {
    const given = `@policy(policies: [["public"]]) @cacheControl(maxAge: ${seconds}, scope: PUBLIC)`;

    expect(messages(entity(given))).toEqual(['Unit.one cache: maxAge is from 1 to 86400 seconds.']);
  });

  it('is shared among all, or carries nothing', () => {
    expect(messages(entity('@policy(policies: [["public"]]) @cacheControl(maxAge: 60, scope: PRIVATE)'))).toEqual([
      expect.stringContaining('The scope of what is shared is PUBLIC'),
    ]);
  });

  it.each(['Mutation', 'Subscription'])('is no field of %s', (root) => {
    expect(messages(`type ${root} { "One." one: String @policy(policies: [["public"]]) ${scopes} ${shared} }`)).toEqual([
      `${root}.one cache: What changes something, or tells of a change, is never shared.`,
    ]);
  });
});
