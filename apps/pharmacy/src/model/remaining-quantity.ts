import type { MedicationDispense, MedicationRequest, Quantity } from '@health-graph/records';

/**
 * Quantity that may still be handed out under `request`, in the request's own unit (tablets, mL). Only completed dispenses count. Never
 * negative. Absent when it cannot be known: the request says no exact quantity, or a completed dispense says none in that unit.
 *
 * Repeats come *in addition to* the first supply, so `quantity: 30, repeats: 2` authorises 90.
 * @see https://hl7.org/fhir/R4/medicationrequest-definitions.html
 */
export function remainingQuantity(request: MedicationRequest, dispenses: readonly MedicationDispense[]): Quantity | undefined {
  const { quantity } = request;
  const perSupply = exactValue(quantity);
  if (quantity === undefined || perSupply === undefined) return undefined;
  const completed = dispenses.filter(({ status }) => status === 'COMPLETED');
  const amounts = completed.map((dispense) => (isSameUnit(quantity, dispense.quantity) ? exactValue(dispense.quantity) : undefined));
  let remaining = perSupply * (1 + (request.numberOfRepeatsAllowed ?? 0));
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    remaining -= amount;
  }
  return { ...quantity, value: withoutFloatNoise(Math.max(0, remaining)) };
}

/** The number of a quantity that is no bound (`< 5`). */
const exactValue = (quantity: Quantity | undefined): number | undefined =>
  quantity?.comparator === undefined ? quantity?.value : undefined;

const isSameUnit = (one: Quantity, other: Quantity | undefined): boolean => unitOf(one) === unitOf(other);

/** The code is exact, words are a label; a quantity without either is counted in pieces. */
const unitOf = (quantity: Quantity | undefined): string | undefined => quantity?.code ?? quantity?.unit;

/** 0.3 - 0.1 is 0.2: no medicine is counted below a millionth. */
const withoutFloatNoise = (value: number): number => Math.round(value * 1e6) / 1e6;
