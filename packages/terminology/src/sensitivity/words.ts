import { fold } from '../fold.ts';
import { inOrderOfStrictness, type SensitiveClass } from './sensitive-class.ts';

/** Folded words and phrases that give a class away wherever a name of a code holds them. Whole words only. */
const phrases: readonly (readonly [SensitiveClass, RegExp])[] = [
  [
    'hiv',
    /\b(?:hiv|hiv1|hiv2|hiv\/aids|antiretrovirals?|arv|cd4|cd4\+|human immunodeficiency virus|suy giam mien dich mac phai)(?![a-z0-9])/,
  ],
  [
    'mental-health',
    /\b(?:depressi(?:on|ve)|tram cam|schizophreni[ac]|tam than|psychiatric|psychosis|suicid[a-z]*|tu sat|bipolar|anxiety disorder|roi loan lo au|phq-?[29]|gad-?7|alcohol dependence|opioid|drug abuse|substance abuse)\b/,
  ],
  [
    'reproductive',
    /\b(?:pregnan(?:t|cy)|prenatal|antenatal|mang thai|kham thai|sieu am thai|thai nhi|tim thai|fetal|fetus|obstetric|thai ky|thai nghen|abortion|pha thai|miscarriage|say thai|contracepti(?:on|ve)|tranh thai|intrauterine|syphilis|giang mai|gonorrh[a-z]*|lau cau|chlamydia|childbirth|sinh de|infertility|vo sinh)\b/,
  ],
  [
    'abuse',
    /\b(?:domestic abuse|partner abuse|child abuse|sexual(?:ly)? abuse[d]?|victim of|maltreatment|nguoc dai|bao hanh|xam hai|rape|hark)\b/,
  ],
  ['genetic', /\b(?:genetic|genomic|karyotype|nhiem sac the|di truyen|brca[12]?|down syndrome|hoi chung down)\b/],
];

/**
 * What the words of a code's name say, for codes of systems that we hold no list of (national indices, OpenMRS, a hospital's own).
 * Meant for names of codes and services, not for free notes.
 */
export function sensitivityOfWords(text: string): readonly SensitiveClass[] {
  const folded = fold(text);
  return inOrderOfStrictness(phrases.filter(([, phrase]) => phrase.test(folded)).map(([name]) => name));
}
