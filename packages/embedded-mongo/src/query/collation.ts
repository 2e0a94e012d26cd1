import { compareStrings, type StringOrder } from '../bson/compare.ts';
import { type Document, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import { fail } from './failure.ts';

/** A collation as a command names it, checked and ready to compare with. */
export interface Collation {
  /** All options with MongoDB's defaults filled in, as `listIndexes` shows them. */
  readonly spec: Readonly<Document>;
  readonly compare: StringOrder;
  /** Equal strings under this collation have equal keys; the keys do not carry the order. */
  readonly key: (text: string) => string;
}

interface Options {
  locale: string;
  strength: number;
  caseLevel: boolean;
  caseFirst: 'off' | 'upper' | 'lower';
  numericOrdering: boolean;
  alternate: 'non-ignorable' | 'shifted';
  maxVariable: string;
  normalization: boolean;
  backwards: boolean;
}

const known = new Set([
  'locale',
  'strength',
  'caseLevel',
  'caseFirst',
  'numericOrdering',
  'alternate',
  'maxVariable',
  'normalization',
  'backwards',
  'version',
]);
const booleans = ['caseLevel', 'numericOrdering', 'normalization', 'backwards'] as const;

const choice = <T extends string>(spec: Document, name: string, allowed: readonly T[], otherwise: T): T => {
  const value = spec[name] ?? otherwise;
  if (!allowed.includes(value as T))
    fail('BadValue', `Enumeration value '${String(value)}' for field 'collation.${name}' is not a valid value.`);
  return value as T;
};

const strengthOf = (spec: Document): number => {
  const value = spec['strength'] ?? 3;
  if (!isNumeric(value))
    fail('TypeMismatch', "BSON field 'collation.strength' is the wrong type, expected types '[long, int, decimal, double]'");
  const strength = toDouble(value);
  if (!Number.isInteger(strength) || strength < 1 || strength > 5)
    fail('BadValue', `Enumeration value '${strength}' for field 'collation.strength' is not a valid value.`);
  return strength;
};

const parse = (spec: Document): Options => {
  for (const name of Object.keys(spec)) if (!known.has(name)) fail(40415, `BSON field 'collation.${name}' is an unknown field.`);
  const locale = spec['locale'];
  if (locale === undefined) fail(40414, "BSON field 'collation.locale' is missing but a required field");
  if (typeof locale !== 'string') return fail('TypeMismatch', "BSON field 'collation.locale' is the wrong type, expected type 'string'");
  const flags = Object.fromEntries(booleans.map((name) => [name, spec[name] === true])) as Pick<Options, (typeof booleans)[number]>;
  return {
    locale,
    strength: strengthOf(spec),
    caseFirst: choice(spec, 'caseFirst', ['off', 'upper', 'lower'], 'off'),
    alternate: choice(spec, 'alternate', ['non-ignorable', 'shifted'], 'non-ignorable'),
    maxVariable: choice(spec, 'maxVariable', ['punct', 'space'], 'punct'),
    ...flags,
    backwards: spec['backwards'] === undefined ? locale === 'fr_CA' : flags.backwards,
  };
};

const sensitivityOf = ({ strength, caseLevel }: Options): 'base' | 'accent' | 'case' | 'variant' => {
  if (strength === 1) return caseLevel ? 'case' : 'base';
  return strength === 2 && !caseLevel ? 'accent' : 'variant';
};

const collatorOf = (options: Options): Intl.Collator => {
  const tag = options.locale.replace(/@.*$/, '').replaceAll('_', '-');
  try {
    const supported = Intl.Collator.supportedLocalesOf([tag]);
    if (supported.length === 0) throw new RangeError('unknown locale');
    return new Intl.Collator(supported, {
      sensitivity: sensitivityOf(options),
      numeric: options.numericOrdering,
      caseFirst: options.caseFirst === 'off' ? 'false' : options.caseFirst,
      ignorePunctuation: options.alternate === 'shifted',
    });
  } catch {
    return fail('BadValue', `Field 'locale' is invalid in: { locale: "${options.locale}" }`);
  }
};

/** Letters that the root collation takes for a base letter with a mark, though Unicode does not decompose them. */
const withoutStroke: Readonly<Record<string, string>> = { đ: 'd', Đ: 'D', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', ħ: 'h', Ħ: 'H' };

const keyFor = (options: Options, collator: Intl.Collator): ((text: string) => string) => {
  const isCaseKept = options.strength >= 3 || options.caseLevel;
  const areMarksKept = options.strength >= 2;
  // A letter may differ from its base in this locale (Vietnamese ă, đ) or be its base with a mark (á): ask the collator.
  const reduced = new Map<string, string>();
  const reduce = (letter: string): string => {
    const bare = withoutStroke[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '');
    return collator.compare(bare, letter) === 0 ? bare : withoutLastMark(letter, collator);
  };
  return (text) => {
    const cased = isCaseKept ? text : text.toLowerCase();
    const composed = cased.normalize(options.strength >= 5 ? 'NFC' : 'NFKC');
    const kept = options.alternate === 'shifted' ? composed.replace(/[\p{P}\s]/gu, '') : composed;
    if (areMarksKept) return numbered(kept, options);
    return numbered(
      kept.replace(/[^\x20-\x7f]\p{M}*/gu, (letter) => {
        const found = reduced.get(letter) ?? reduce(letter);
        if (reduced.size < 4096) reduced.set(letter, found);
        return found;
      }),
      options,
    );
  };
};

/** Takes a tone off a letter that keeps its other marks: Vietnamese `ắ` is `ă` at strength 1. */
const withoutLastMark = (letter: string, collator: Intl.Collator): string => {
  const marks = [...letter.normalize('NFD')];
  for (let index = 1; index < marks.length; index += 1) {
    const fewer = [...marks.slice(0, index), ...marks.slice(index + 1)].join('').normalize('NFC');
    if (collator.compare(fewer, letter) === 0) return fewer;
  }
  return letter.normalize('NFC');
};

const numbered = (text: string, options: Options): string => (options.numericOrdering ? text.replace(/0*(\d+)/g, '$1') : text);

const isSimple = (spec: Document): boolean => spec['locale'] === 'simple';

const cache = new Map<string, Collation>();
const parsed = new WeakSet<object>();

/**
 * Reads a `collation` option; undefined for `{ locale: 'simple' }` and none at all, which compare bytes.
 * ICU's collator does the work through Intl, so locales sort as MongoDB's, which is built on ICU too.
 * @see https://www.mongodb.com/docs/manual/reference/collation/
 */
export const parseCollation = (spec: unknown): Collation | undefined => {
  if (spec === undefined || spec === null) return undefined;
  if (parsed.has(spec as object)) return spec as Collation;
  if (!isDocument(spec)) return fail('TypeMismatch', "BSON field 'collation' is the wrong type, expected type 'object'");
  if (Object.keys(spec).length === 0) return undefined;
  if (isSimple(spec)) return undefined;
  const options = parse(spec);
  const cacheKey = JSON.stringify(options);
  const cached = cache.get(cacheKey);
  if (cached !== undefined) return cached;
  const collation = build(options);
  cache.set(cacheKey, collation);
  parsed.add(collation);
  return collation;
};

const build = (options: Options): Collation => {
  const collator = collatorOf(options);
  const isIdentical = options.strength >= 5;
  const { locale, caseLevel, caseFirst, strength, numericOrdering, alternate, maxVariable, normalization, backwards } = options;
  const spec = {
    locale,
    caseLevel,
    caseFirst,
    strength,
    numericOrdering,
    alternate,
    maxVariable,
    normalization,
    backwards,
    version: '57.1',
  };
  return {
    spec,
    compare: (a, b) => (a === b ? 0 : collator.compare(a, b) || (isIdentical ? compareStrings(a.normalize('NFD'), b.normalize('NFD')) : 0)),
    key: keyFor(options, collator),
  };
};

/** The string order a command's collation asks for. */
export const stringOrderOf = (collation: Collation | undefined): StringOrder => collation?.compare ?? compareStrings;

/** A string that is equal for all strings the collation takes for equal: for hashing and equality lookups. */
export const collationKey = (collation: Collation | undefined, text: string): string =>
  collation === undefined ? text : collation.key(text);
