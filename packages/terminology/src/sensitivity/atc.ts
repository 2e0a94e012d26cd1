import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';

/**
 * Groups of the WHO's classification whose medicines tell of their user, by the beginnings of codes. The same choices as in `medicine.ts`: what treats
 * hepatitis B alone, or seizures first, is left out. A test holds the two together over the catalogue.
 */
const groups: readonly (readonly [SensitiveClass, RegExp])[] = [
  [
    'hiv',
    // Protease, reverse transcriptase (without adefovir, entecavir, telbivudine), integrase inhibitors, combinations, and single others.
    /^J05A(?:E|F(?!08|10|11)|G|J|R|X(?:07|08|09|11|12|23|29|31))/,
  ],
  ['mental-health', /^N(?:05A|05B(?!A01|A09)|05CF|06A|06BA|06DA|06DX01|07BB|07BC)/],
  ['reproductive', /^(?:G02AD|G03A|G03D|G03G|G03H|G03X[AB]|H01BB0[23])/],
];

/** What an ATC code says about the user of a medicine; a group (`J05AR`) says what its members say. */
export function sensitivityOfAtc(atc: string): readonly SensitiveClass[] {
  const code = atc.trim().toUpperCase();
  return inOrderOfStrictness(groups.filter(([, group]) => group.test(code)).map(([name]) => name));
}
