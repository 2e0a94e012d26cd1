import { describe, expect, it } from '@jest/globals';
import {
  allergenRulingOut,
  allergensOfConcept,
  codeSystems,
  ingredientsIn,
  ingredientsNamed,
  ingredientsOfConcept,
  medicines,
} from '../index.ts';
import { sensitiveMedicines } from '../sensitivity/medicine.ts';
import { furtherIngredients, otherNames, productNames } from './product-names.ts';
import { substanceGroups } from './substance-groups.ts';

describe('ingredientsIn', () => {
  // Names as imports (RxNorm) and Vietnamese prescriptions write them.
  it.each([
    ['Amoxicilin 500mg', ['amoxicillin']],
    ['Clorpromazin 25 mg', ['chlorpromazine']],
    ['Lamivudine 150 MG / Zidovudine 300 MG Oral Tablet', ['lamivudine', 'zidovudine']],
    ['Tenofovir/Lamivudin/Dolutegravir (TLD) 300 mg/300 mg/50 mg', ['dolutegravir', 'lamivudine', 'tenofovir']],
    ['24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet', ['metformin']],
    ['NDA020800 0.3 ML Epinephrine 1 MG/ML Auto-Injector', ['adrenaline']],
    ['60 ACTUAT Fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler', ['fluticasone', 'salmeterol']],
    ['Penicillin V Potassium 250 MG Oral Tablet', ['phenoxymethylpenicillin']],
    ['Aspirin 81 MG', ['acetylsalicylic acid']],
    ['Acid mefenamic 250 mg', ['mefenamic acid']],
    ['Yaz 28 Day Pack', ['drospirenone', 'ethinylestradiol']],
    ['tld', ['dolutegravir', 'lamivudine', 'tenofovir']],
  ])('reads %s', (text, ingredients) => {
    expect(ingredientsIn(text)).toEqual({ ingredients, isWhole: true });
  });

  it('says when a part was not understood', () => {
    expect(ingredientsIn('Simvastatin 20 MG / Novumab 5 MG')).toEqual({ ingredients: ['simvastatin'], isWhole: false });
    expect(ingredientsIn('Thuốc nam gia truyền')).toEqual({ ingredients: [], isWhole: false });
    expect(ingredientsIn('')).toEqual({ ingredients: [], isWhole: false });
  });

  it('understands every product of the catalogue by its ingredients', () => {
    const lost = medicines.filter(({ ingredients }) => !ingredients.every(({ inn }) => ingredientsIn(inn).isWhole));

    expect(lost).toEqual([]);
  });

  it('understands every name that hides a line: what is hidden is checked all the same', () => {
    expect(sensitiveMedicines.filter((name) => !ingredientsIn(name).isWhole)).toEqual([]);
    expect(Object.keys(productNames).filter((name) => ingredientsIn(name).ingredients.includes(name))).toEqual([]);
  });

  it('gives every ingredient under one name, the one that interactions are compared by', () => {
    const names = [
      ...Object.values(productNames).flat(),
      ...Object.values(otherNames),
      ...furtherIngredients,
      ...substanceGroups.flatMap(({ members }) => members),
    ];

    expect(names.filter((name) => ingredientsNamed(name).join() !== name || ingredientsIn(name).ingredients.join() !== name)).toEqual([]);
  });
});

describe('ingredientsOfConcept', () => {
  it('takes the product that a code names, whatever the words are', () => {
    const concept = { coding: [{ system: codeSystems.medicine, code: 'tld' }], text: 'Thuốc của anh' };

    expect(ingredientsOfConcept(concept)).toEqual({ ingredients: ['dolutegravir', 'lamivudine', 'tenofovir'], isWhole: true });
  });

  it('reads all names of a code, and is content when one of them was understood whole', () => {
    const coding = [{ system: codeSystems.rxnorm, code: '1', display: 'Simvastatin 20 MG Oral Tablet' }];

    expect(ingredientsOfConcept({ coding, text: 'Zocor' })).toEqual({ ingredients: ['simvastatin'], isWhole: true });
  });

  it('does not guess', () => {
    expect(ingredientsOfConcept({})).toEqual({ ingredients: [], isWhole: false });
    expect(ingredientsOfConcept({ coding: [{ system: codeSystems.medicine, code: 'gone' }] })).toEqual({ ingredients: [], isWhole: false });
  });
});

describe('allergens', () => {
  it.each([
    [{ coding: [{ system: codeSystems.snomed, code: '91936005', display: 'Dị ứng penicilin' }] }, ['penicillins']],
    [{ text: 'Allergy to amoxicillin' }, ['amoxicillin']],
    [{ text: 'Dị ứng sulfamid' }, ['sulfonamides']],
    [{ text: 'Allergy to peanuts' }, []],
  ])('of %j are %j', (concept, allergens) => {
    expect(allergensOfConcept(concept)).toEqual(allergens);
  });

  it('rule out the substance, the members of its group and of the group named', () => {
    expect(allergenRulingOut('amoxicillin', ['amoxicillin'])).toBe('amoxicillin');
    expect(allergenRulingOut('amoxicillin', ['penicillins'])).toBe('penicillins');
    expect(allergenRulingOut('ampicillin', ['amoxicillin'])).toBe('amoxicillin');
    expect(allergenRulingOut('cefuroxime', ['penicillins'])).toBeUndefined();
    expect(allergenRulingOut('paracetamol', ['penicillins', 'paracetamols'])).toBeUndefined();
  });
});
