import { fold } from './fold.ts';

/** United States and older names, as imported records write them, to international ones. */
export const unitedStatesNames: Readonly<Record<string, string>> = {
  acetaminophen: 'paracetamol',
  albuterol: 'salbutamol',
  artenimol: 'dihydroartemisinin',
  aspirin: 'acetylsalicylic acid',
  chlorpheniramine: 'chlorphenamine',
  cyclosporine: 'ciclosporin',
  epinephrine: 'adrenaline',
  glyburide: 'glibenclamide',
  meperidine: 'pethidine',
  'methylene blue': 'methylthioninium chloride',
  nitroglycerin: 'glyceryl trinitrate',
  rifampin: 'rifampicin',
  simvistatin: 'simvastatin',
};

/** Salts and esters that the lists leave out. */
const salts = / (?:disoproxil|alafenamide|fumarate|hydrochloride|sodium|sulfate|maleate|carbonate|mesilate|besilate|tartrate)\b/g;

/** The single ingredients that a written name stands for, folded: combinations are taken apart, remarks in brackets are dropped. */
export function ingredientsNamed(name: string): readonly string[] {
  return fold(name)
    .replace(/\([^)]*\)/g, '')
    .split(/[/+;]/)
    .map((part) => part.replace(salts, '').trim())
    .filter((part) => part !== '')
    .map((part) => unitedStatesNames[part] ?? part);
}
