import { describe, expect, it } from '@jest/globals';
import { aMedication, testId } from './builders.ts';
import { parseProposed, proposalOf } from './proposal.ts';

const patientId = testId('Patient', 1);
const refusal = (argument: string) => expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument }) });

describe('parseProposed', () => {
  it('takes products, ingredients or both', () => {
    expect(parseProposed({ patientId, medicationIds: ['m'] })).toEqual({ patientId, medicationIds: ['m'], ingredients: [] });
    expect(parseProposed({ patientId, medicationIds: null, ingredients: ['a'] })).toEqual({
      patientId,
      medicationIds: [],
      ingredients: ['a'],
    });
  });

  it.each([
    ['nothing', {}],
    ['empty lists', { medicationIds: [], ingredients: [] }],
    ['more than 30 in all', { medicationIds: Array(16).fill('m'), ingredients: Array(15).fill('a') }],
    ['a blank name', { ingredients: ['metformin', '  '] }],
    ['a name that is none', { ingredients: ['a'.repeat(201)] }],
  ])('refuses %s', (_what, input) => {
    expect(() => parseProposed({ patientId, ...input })).toThrow(refusal('ingredients'));
  });
});

describe('proposalOf', () => {
  const proposed = { patientId, medicationIds: [], ingredients: [] };

  it('has the ingredients of products and those that names stand for', () => {
    const combination = aMedication({ ingredients: [{ name: 'Lopinavir' }, { name: 'ritonavir' }] });

    expect(proposalOf({ ...proposed, ingredients: ['Amoxicilin 500mg'] }, [combination])).toEqual({
      medicines: [['lopinavir', 'ritonavir'], ['amoxicillin']],
      isRecognised: true,
    });
  });

  it.each([
    ['a name', ['Thuốc lạ'], []],
    ['a product without ingredients', [], [aMedication({ ingredients: [] })]],
  ])('says when %s was not understood', (_what, ingredients, products) => {
    expect(proposalOf({ ...proposed, ingredients }, products).isRecognised).toBe(false);
  });

  it('refuses a product that is not in the catalogue', () => {
    expect(() => proposalOf({ ...proposed, medicationIds: ['m'] }, [null])).toThrow(refusal('medicationIds'));
  });
});
