import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { fieldRequirements } from './field-requirements.ts';

const supergraph = await readFile(new URL('../../../../schema/supergraph.graphql', import.meta.url), 'utf8');

describe('the requirements of fields', () => {
  const fields = fieldRequirements(supergraph);
  const of = (name: string) => fields.find(({ type, field }) => `${type}.${field}` === name)?.requirements;

  it('are given for every field but those of the join', () => {
    expect(fields.length).toBeGreaterThan(600);
    expect(fields.filter(({ type }) => type.startsWith('_') || type.startsWith('join'))).toEqual([]);
  });

  it('are those of the field and of the type it gives', () => {
    expect(of('Patient.ethnicity')).toEqual([
      { kind: 'scopes', anyOf: [['patient/Patient.r'], ['user/Patient.r'], ['system/Patient.r']] },
      { kind: 'policy', anyOf: [['identity-sensitive']] },
      { kind: 'policy', anyOf: [['public']] },
    ]);
  });

  it('refuse what is no supergraph', () => {
    expect(() => fieldRequirements('type Query { a: Int }')).toThrow('The supergraph cannot be read as the output of composition.');
  });
});
