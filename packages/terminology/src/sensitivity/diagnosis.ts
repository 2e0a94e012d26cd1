import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';

/** Code ranges, both ends included; `T74` takes in `T74.1`. A longer code wins nothing: all ranges that hold count. */
const ranges: readonly (readonly [SensitiveClass, readonly string[]])[] = [
  // HIV Law 64/2006 (amended 71/2020) article 30: status, disease, tests, counselling and exposure tell of it alike.
  ['hiv', ['B20-B24', 'Z21', 'R75', 'F02.4', 'O98.7', 'Z11.4', 'Z20.6', 'Z71.7']],
  // The special-protection class "mental and behavioural", and self-harm.
  ['mental-health', ['F00-F99', 'X60-X84', 'Y87.0', 'Z91.5', 'Z86.5', 'O99.3']],
  // Pregnancy, termination, birth, contraception, fertility, sexually transmitted infections.
  ['reproductive', ['O00-O99', 'Z30-Z37', 'Z39', 'N46', 'N96-N98', 'A50-A64', 'Z11.3', 'Z20.2', 'Z22.4', 'Z64.0', 'Z87.5', 'F53']],
  // Maltreatment and assault by those who should care: T74, Y04-Y09; examination and history of it.
  ['abuse', ['T74', 'Y04-Y09', 'Z04.4-Z04.5', 'Z61.4-Z61.6']],
  // Decree 356/2025 article 4: genetic data. Chromosome findings and genetic counselling.
  ['genetic', ['Q90-Q99', 'Z31.5', 'Z13.7']],
];

/**
 * What an ICD-10 code says beyond being clinical. Dagger and asterisk marks and a missing dot (`B200`) are understood; a list as the
 * insurance exchange writes it (`I10;B24`) counts as a whole.
 * @see DESIGN.md, "A value can raise its own class"
 */
export function sensitivityOfDiagnosis(icd10: string): readonly SensitiveClass[] {
  const codes = icd10
    .split(/[;,\s]+/)
    .map(normalised)
    .filter((code) => code !== '');
  return inOrderOfStrictness(
    ranges.filter(([, spans]) => spans.some((span) => codes.some((code) => isWithin(code, span)))).map(([name]) => name),
  );
}

function normalised(code: string): string {
  const plain = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}

function isWithin(code: string, span: string): boolean {
  const [first = '', last = first] = span.split('-');
  return code.slice(0, first.length) >= first && code.slice(0, last.length) <= last;
}
