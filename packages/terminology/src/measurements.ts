import rows from './data/loinc.json' with { type: 'json' };

/** Something that is measured, tested or reported, by its LOINC code. */
export interface Measurement {
  /** A short name for code that speaks about it. */
  readonly key: string;
  readonly code: string;
  readonly vi: string;
  readonly en: string;
  /** HL7 observation category, or `imaging`, `document`. */
  readonly category: string;
  /** UCUM; absent where the value is no number. */
  readonly unit?: string;
  /** Usual range of an adult, in `unit`. */
  readonly low?: number;
  readonly high?: number;
  /** The usual value where it is a word. */
  readonly usual?: string;
}

/** The LOINC codes that the seed and the examples use. */
export const measurements: readonly Measurement[] = rows;

let byKey: ReadonlyMap<string, Measurement> | undefined;

/** A measurement by its short name or its LOINC code. */
export function measurementOf(keyOrCode: string): Measurement | undefined {
  byKey ??= new Map(
    measurements.flatMap((measurement) => [[measurement.key, measurement] as const, [measurement.code, measurement] as const]),
  );
  return byKey.get(keyOrCode);
}
