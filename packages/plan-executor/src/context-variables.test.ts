import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { compileContext } from './context-variables.ts';
import { compilePath } from './path-walker.ts';
import { createTypeConditions } from './type-conditions.ts';

const types = createTypeConditions(buildSchema('type Query { ward: Ward } type Ward { id: ID } type Room { id: ID }'));

const rewrite = (typeName: string) => ({ kind: 'KeyRenamer' as const, path: ['..', `... on ${typeName}`, 'locale'], renameKeyTo: 'c' });

function contextOf(data: object, ...typeNames: readonly string[]): readonly string[] {
  const context = compileContext(typeNames.map(rewrite), types);
  return compilePath(['wards', '@', 'bed'])
    .places(data)
    .map((place) => context?.(place) ?? '');
}

describe('a context', () => {
  it('is read from the object above, per place', () => {
    const wards = ['vi', 'en'].map((locale) => ({ __typename: 'Ward', locale, bed: {} }));

    expect(contextOf({ wards }, 'Ward')).toEqual(['"c":"vi"', '"c":"en"']);
  });

  it('is read by the rewrite of the type that is there', () => {
    expect(contextOf({ wards: [{ __typename: 'Room', locale: 'vi', bed: {} }] }, 'Ward', 'Room')).toEqual(['"c":"vi"']);
  });

  it('is null when nothing is there', () => {
    expect(contextOf({ wards: [{ __typename: 'Ward', bed: {} }] }, 'Ward')).toEqual(['"c":null']);
  });

  it('is nothing when the plan needs none', () => {
    expect(compileContext(undefined, types)).toBeUndefined();
  });
});
