import { describe, expect, it } from '@jest/globals';
import { aMedicationDispense, aMedicationRequest } from './builders.ts';
import { remainingQuantity } from './remaining-quantity.ts';

const tablets = (value: number) => ({ value, unit: 'viên', code: '{tbl}' });

describe('remainingQuantity', () => {
  it('adds every allowed repeat to the first supply', () => {
    const request = aMedicationRequest({ quantity: tablets(30), numberOfRepeatsAllowed: 2 });

    const remaining = remainingQuantity(request, [aMedicationDispense({ quantity: tablets(30) })]);

    expect(remaining).toEqual(tablets(60));
  });

  it('is one supply where no repeats are allowed', () => {
    expect(remainingQuantity(aMedicationRequest({ quantity: tablets(30) }), [])).toEqual(tablets(30));
  });

  it('counts completed dispenses only', () => {
    const request = aMedicationRequest({ quantity: tablets(30) });
    const dispenses = (['PREPARATION', 'CANCELLED', 'DECLINED', 'ENTERED_IN_ERROR'] as const).map((status) =>
      aMedicationDispense({ status, quantity: tablets(10) }),
    );

    expect(remainingQuantity(request, dispenses)).toEqual(tablets(30));
  });

  it('is never negative', () => {
    const request = aMedicationRequest({ quantity: tablets(10) });

    expect(remainingQuantity(request, [aMedicationDispense({ quantity: tablets(30) })])).toEqual(tablets(0));
  });

  it('counts fractions without noise', () => {
    const request = aMedicationRequest({ quantity: { value: 0.3, code: 'mL' } });
    const dispenses = [aMedicationDispense({ quantity: { value: 0.1, code: 'mL' } })];

    expect(remainingQuantity(request, dispenses)).toEqual({ value: 0.2, code: 'mL' });
  });

  it('goes by the code of the unit, not by its words', () => {
    const request = aMedicationRequest({ quantity: tablets(30) });

    expect(remainingQuantity(request, [aMedicationDispense({ quantity: { ...tablets(10), unit: 'tablet' } })])).toEqual(tablets(20));
  });

  it('is not known where the request says no quantity', () => {
    const { quantity: _none, ...request } = aMedicationRequest({});

    expect(remainingQuantity(request, [])).toBeUndefined();
  });

  it('is not known where the quantity of the request is a bound', () => {
    expect(remainingQuantity(aMedicationRequest({ quantity: { ...tablets(30), comparator: '<' } }), [])).toBeUndefined();
  });

  it('is not known where a completed dispense says no quantity', () => {
    const { quantity: _none, ...dispense } = aMedicationDispense({});

    expect(remainingQuantity(aMedicationRequest({ quantity: tablets(30) }), [dispense])).toBeUndefined();
  });

  it('is not known where a completed dispense was counted in another unit', () => {
    const dispense = aMedicationDispense({ quantity: { value: 1, unit: 'hộp', code: '{box}' } });

    expect(remainingQuantity(aMedicationRequest({ quantity: tablets(30) }), [dispense])).toBeUndefined();
  });
});
