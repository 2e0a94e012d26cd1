import { codeSystems } from '../code-systems.ts';
import { fold } from '../fold.ts';
import { ingredientsNamed, unitedStatesNames } from '../ingredient-names.ts';
import { interactions } from '../interactions.ts';
import { medicineOf, medicines } from '../medicines.ts';
import { sensitiveMedicines } from '../sensitivity/medicine.ts';
import { remembered } from '../sensitivity/remembered.ts';
import type { SensitiveConcept } from '../sensitivity/sensitivity.ts';
import { furtherIngredients, otherNames, productNames } from './product-names.ts';

/** What is known of the ingredients behind something written. */
export interface Recognised {
  /** As `ingredientsNamed` writes them; sorted, each once. */
  readonly ingredients: readonly string[];
  /** False where a part of it was not understood: then nothing may be concluded from what is missing. */
  readonly isWhole: boolean;
}

const unknown: Recognised = { ingredients: [], isWhole: false };

/** The ingredients behind a coded medicine: its product where a code names one, else whatever its names say. */
export function ingredientsOfConcept({ coding = [], text = '' }: SensitiveConcept): Recognised {
  const products = coding.flatMap(({ system, code }) => (system === codeSystems.medicine ? (medicineOf(code ?? '') ?? []) : []));
  if (products.length > 0)
    return recognised(products.flatMap(({ ingredients }) => ingredients.flatMap(({ inn }) => ingredientsNamed(inn))));
  const named = [text, ...coding.map(({ display = '' }) => display)].filter((name) => name !== '').map(ingredientsIn);
  if (named.length === 0) return unknown;
  return { ...recognised(named.flatMap(({ ingredients }) => ingredients)), isWhole: named.some(({ isWhole }) => isWhole) };
}

/**
 * The ingredients that a written line names, in Vietnamese or English spelling, with strengths and forms around them: `Lamivudine 150 MG /
 * Zidovudine 300 MG Oral Tablet`, `Amoxicilin 500mg`, `TLD`. Each part between ` / ` or ` + ` must name one, or the line was not understood whole.
 */
export const ingredientsIn: (text: string) => Recognised = remembered((text) => {
  const parts = fold(text)
    .split(/\s[/+]\s|[+;]/)
    .map(ingredientsOfPart);
  return { ...recognised(parts.flat()), isWhole: parts.every((part) => part.length > 0) };
});

const recognised = (ingredients: readonly string[]): Recognised => ({ ingredients: [...new Set(ingredients)].sort(), isWhole: true });

const mostWords = 4;

function ingredientsOfPart(part: string): string[] {
  const words = part.split(/[^a-z0-9]+/).filter((word) => word !== '');
  const names = knownNames();
  const found: string[] = [];
  for (let start = 0; start < words.length; ) {
    const length = lengthOfName(words, start, names);
    if (length > 0) found.push(...(names.get(spelling(words.slice(start, start + length))) ?? []));
    start += Math.max(1, length);
  }
  return found;
}

/** The longest name wins: `benzathine benzylpenicillin` is not benzylpenicillin. */
function lengthOfName(words: readonly string[], start: number, names: ReadonlyMap<string, readonly string[]>): number {
  for (let length = Math.min(mostWords, words.length - start); length > 0; length -= 1)
    if (names.has(spelling(words.slice(start, start + length)))) return length;
  return 0;
}

/** One spelling for both languages: Vietnamese writes `amoxicilin`, `lamivudin`, `clorpromazin`. */
function spelling(words: readonly string[]): string {
  return words
    .map((word) =>
      word
        .replace(/(\D)\1/g, '$1')
        .replace(/chl/g, 'cl')
        .replace(/e$/, ''),
    )
    .join(' ');
}

const spelled = (name: string): string => spelling(fold(name).split(/[^a-z0-9]+/));

let known: ReadonlyMap<string, readonly string[]> | undefined;

/** Every name that is understood, by its spelling, with the ingredients it stands for. */
function knownNames(): ReadonlyMap<string, readonly string[]> {
  known ??= new Map<string, readonly string[]>([
    // First, so that a list that spells a name in full has the last word.
    ...sensitiveMedicines.map((name) => [spelled(name), [name]] as const),
    ...[
      ...interactions.flatMap(({ ingredients }) => ingredients),
      ...medicines.flatMap(({ ingredients }) => ingredients.map(({ inn }) => inn)),
      ...furtherIngredients,
    ]
      .flatMap(ingredientsNamed)
      .map((name) => [spelled(name), [name]] as const),
    ...[...Object.entries(unitedStatesNames), ...Object.entries(otherNames)].map(([name, inn]) => [spelled(name), [inn]] as const),
    ...Object.entries(productNames).map(([name, ingredients]) => [spelled(name), ingredients] as const),
  ]);
  return known;
}
