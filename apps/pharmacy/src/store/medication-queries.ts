import { type Filter, type Order, pageInTiers } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedPharmacy } from './pharmacy-store.ts';

export interface MedicationSearch extends PageArguments {
  /** Folded words, letters and digits only; none: the whole catalogue. */
  readonly words?: readonly string[];
}

const byName: Order = [
  ['nameKey', 1],
  ['_id', 1],
];

/** Products by name; one command. Those that have the very words come before those whose words begin so. */
export function searchMedications({ collections }: PermittedPharmacy, { words, first, after }: MedicationSearch) {
  const page = { order: byName, first, after };
  return words === undefined ? collections.Medication.page(page) : pageInTiers(collections.Medication, { ...page, tiers: tiersOf(words) });
}

function tiersOf(words: readonly string[]): readonly Filter[] {
  const whole = { searchWords: { $all: [...words] } };
  const begun = words.map((word) => ({ searchWords: { $regex: `^${word}` } }));
  return [whole, { $and: begun, $nor: [whole] }];
}
