import { describe, expect, it } from '@jest/globals';
import { aDrugInteraction, aMedication } from './builders.ts';
import { ingredientsAffectedBy, ingredientsOf, interactionsAmong, interactionsTouching, parseIngredients } from './interactions.ts';

const warfarinTamoxifen = aDrugInteraction({ ingredients: ['warfarin', 'tamoxifen'], severity: 'CONTRAINDICATED_CONDITIONAL' });
const colchicineClarithromycin = aDrugInteraction({ ingredients: ['colchicine', 'clarithromycin'] });
const domperidoneLopinavir = aDrugInteraction({ ingredients: ['domperidone', 'lopinavir/ritonavir'] });
const listed = [warfarinTamoxifen, colchicineClarithromycin, domperidoneLopinavir];

describe('interactionsAmong', () => {
  it('finds a pair whose both sides are present', () => {
    expect(interactionsAmong(parseIngredients(['Colchicine', 'CLARITHROMYCIN', 'paracetamol']), listed)).toEqual([
      colchicineClarithromycin,
    ]);
  });

  it('finds nothing where one side is present only', () => {
    expect(interactionsAmong(parseIngredients(['colchicine', 'paracetamol']), listed)).toEqual([]);
  });

  it('needs every part of a combination', () => {
    expect(interactionsAmong(parseIngredients(['domperidone', 'ritonavir']), listed)).toEqual([]);
    expect(interactionsAmong(parseIngredients(['domperidone', 'ritonavir', 'lopinavir']), listed)).toEqual([domperidoneLopinavir]);
  });

  it('takes a combination apart that is asked for as one', () => {
    expect(interactionsAmong(parseIngredients(['lopinavir/ritonavir', 'domperidone']), listed)).toEqual([domperidoneLopinavir]);
  });

  it('lists the severest first, then by name', () => {
    const names = ['tamoxifen', 'warfarin', 'domperidone', 'lopinavir', 'ritonavir', 'clarithromycin', 'colchicine'];

    expect(interactionsAmong(parseIngredients(names), listed)).toEqual([colchicineClarithromycin, domperidoneLopinavir, warfarinTamoxifen]);
  });

  it('never takes one ingredient for a pair', () => {
    expect(interactionsAmong(['warfarin'], [aDrugInteraction({ ingredients: ['warfarin'] })])).toEqual([]);
  });
});

describe('interactionsTouching', () => {
  it('finds the pairs that one ingredient of the product is part of', () => {
    const medication = aMedication({ ingredients: [{ name: 'Clarithromycin' }] });

    expect(interactionsTouching(ingredientsOf(medication), listed)).toEqual([colchicineClarithromycin]);
  });

  it('finds the pairs of a combination by one of its parts', () => {
    expect(interactionsTouching(['ritonavir'], listed)).toEqual([domperidoneLopinavir]);
  });

  it('finds nothing for a product whose ingredients are not known', () => {
    const { ingredients: _none, ...medication } = aMedication({});

    expect(interactionsTouching(ingredientsOf(medication), listed)).toEqual([]);
  });
});

describe('ingredientsAffectedBy', () => {
  it('names every single ingredient of both sides', () => {
    expect(ingredientsAffectedBy(domperidoneLopinavir)).toEqual(['domperidone', 'lopinavir', 'ritonavir']);
  });
});

describe('parseIngredients', () => {
  it('folds names and drops what is there twice', () => {
    expect(parseIngredients(['Métformin  Hydrochloride', 'metformin'])).toEqual(['metformin']);
  });

  it.each([
    ['one name', ['warfarin']],
    ['no name', []],
    ['51 names', Array.from({ length: 51 }, (_, place) => `ingredient${place}`)],
    ['a blank name', ['warfarin', ' ']],
  ])('refuses %s', (_case, names) => {
    expect(() => parseIngredients(names)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ argument: 'ingredients' }) }),
    );
  });
});
