import type { Medication } from '@health-graph/records';
import { labelsOf } from '@health-graph/terminology';

/** The classes to which a product raises whatever prescribes it. The product itself is in a catalogue that everybody may read. */
export const toldByProduct = ({ name = '', ingredients = [] }: Omit<Medication, 'id'>): readonly string[] =>
  labelsOf({ type: 'MedicationRequest', data: { medicationConcept: { text: [name, ...ingredients.map((one) => one.name)].join(' ') } } });
