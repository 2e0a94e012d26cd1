import { codeSystems } from '@health-graph/terminology';
import { describe, expect, it } from '@jest/globals';
import { anAllergyIntolerance } from './builders.ts';
import { safetyAllergyOf } from './safety-allergy.ts';

const penicillins = { substances: ['penicillins'], isRecognised: true, labels: [] };

describe('safetyAllergyOf', () => {
  it('gives the substance and what decides who may see it, and nothing else', () => {
    const allergy = anAllergyIntolerance({ code: { text: 'Abacavir' }, facilityId: 'f1', departmentId: 'd1' });

    expect(safetyAllergyOf(allergy, ['hiv'])).toEqual({
      substances: ['abacavir'],
      isRecognised: true,
      labels: ['hiv'],
      facilityId: 'f1',
      departmentId: 'd1',
    });
  });

  it('counts what is unconfirmed, and what does not say where it stands', () => {
    const { clinicalStatus: _, ...unsaid } = anAllergyIntolerance({ verificationStatus: 'UNCONFIRMED' });

    expect(safetyAllergyOf(unsaid, [])).toEqual(penicillins);
  });

  it.each([
    { clinicalStatus: 'RESOLVED' },
    { clinicalStatus: 'INACTIVE' },
    { verificationStatus: 'REFUTED' },
    { verificationStatus: 'ENTERED_IN_ERROR' },
    { code: { coding: [{ system: codeSystems.snomed, code: '716186003', display: 'No known allergy' }] } },
    { code: { text: 'No known drug allergies' } },
    { code: { text: 'Không rõ tiền sử dị ứng' } },
  ] as const)('leaves out %j', (fields) => {
    expect(safetyAllergyOf(anAllergyIntolerance(structuredClone(fields) as object), [])).toBeUndefined();
  });

  it('knows that food and dust are no medicine', () => {
    expect(safetyAllergyOf(anAllergyIntolerance({ code: { text: 'Dị ứng tôm cua' }, categories: ['FOOD'] }), [])).toEqual({
      substances: [],
      isRecognised: true,
      labels: [],
    });
  });

  it.each([{ categories: ['MEDICATION' as const] }, { categories: ['FOOD' as const, 'BIOLOGIC' as const] }, { categories: [] }])(
    'says that it does not know the substance of %j',
    (fields) => {
      expect(safetyAllergyOf(anAllergyIntolerance({ code: { text: 'Thuốc lạ' }, ...fields }), [])).toMatchObject({ isRecognised: false });
    },
  );

  it('reads the substance whatever the category says', () => {
    expect(safetyAllergyOf(anAllergyIntolerance({ categories: ['FOOD'] }), [])).toEqual(penicillins);
  });
});
