import rows from './data/medicines.json' with { type: 'json' };

/** An active ingredient and how much of it one unit holds. */
export interface Ingredient {
  /** International non-proprietary name, English. */
  readonly inn: string;
  readonly value: number;
  /** UCUM. */
  readonly unit: string;
}

/** A product of the catalogue. Registration numbers are made up (`VD-99...-26`). */
export interface Medicine {
  readonly key: string;
  /** Vietnamese name with strength. */
  readonly name: string;
  readonly registrationNumber: string;
  readonly formCode: string;
  /** Pharmaceutical form (Dạng bào chế). */
  readonly form: string;
  /** The unit it is counted in (Đơn vị tính). */
  readonly unit: string;
  readonly ingredients: readonly Ingredient[];
  /** The kind of prescription it is written on: letters c, n, h, y of QD 808/QD-BYT. */
  readonly kind: 'BASIC' | 'NARCOTIC' | 'PSYCHOTROPIC' | 'TRADITIONAL';
  readonly atc?: string;
  /** The Ministry's code of its ingredient, where we know it. */
  readonly nationalCode?: string;
}

/** The catalogue. */
export const medicines = rows as readonly Medicine[];

let byKey: ReadonlyMap<string, Medicine> | undefined;

/** A product by its key. */
export function medicineOf(key: string): Medicine | undefined {
  byKey ??= new Map(medicines.map((medicine) => [medicine.key, medicine]));
  return byKey.get(key);
}
