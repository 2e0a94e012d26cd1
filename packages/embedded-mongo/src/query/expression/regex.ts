import { int } from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { compileRegex, isRegex, regexParts } from '../regex.ts';
import { type NamedArguments, named, type Operator, type OperatorTable } from './context.ts';

const shape: NamedArguments = {
  names: ['input', 'regex', 'options'],
  required: ['input', 'regex'],
  unknownCode: 31024,
  missingCode: { input: 31022, regex: 31023 },
};

const compiled = new Map<string, RegExp>();

const regexOf = (regex: unknown, options: unknown, name: string): RegExp => {
  if (options !== undefined && options !== null && typeof options !== 'string') fail(51106, `${name} needs 'options' to be of type string`);
  if (!isRegex(regex) && typeof regex !== 'string') return fail(51105, `${name} needs 'regex' to be of type string or regex`);
  const [pattern, own] = isRegex(regex) ? regexParts(regex) : [regex, ''];
  if (own !== '' && typeof options === 'string' && options !== '')
    fail(51107, `${name} : found regex option(s) specified in both 'regex' and 'option' fields`);
  const flags = own === '' ? ((options as string | null | undefined) ?? '') : own;
  const key = `${flags}/${pattern}`;
  const found = compiled.get(key);
  if (found !== undefined) return found;
  const made = compileRegex(pattern, flags);
  const global = new RegExp(made.source, `${made.flags}g`);
  if (compiled.size > 500) compiled.clear();
  compiled.set(key, global);
  return global;
};

const found = (match: RegExpMatchArray, input: string): unknown => ({
  match: match[0],
  idx: int([...input.slice(0, match.index)].length),
  captures: match.slice(1).map((capture: string | undefined) => capture ?? null),
});

const matching = (nothing: unknown, result: (input: string, regex: RegExp) => unknown): Operator =>
  named(shape, ({ input, regex, options }, name) => {
    if (!isNullish(input) && typeof input !== 'string') fail(51104, `${name} needs 'input' to be of type string, found ${typeOf(input)}`);
    if (isNullish(regex) || isNullish(input)) return nothing;
    const expression = regexOf(regex, options, name);
    expression.lastIndex = 0;
    return result(input as string, expression);
  });

/** @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/regexMatch/ */
export const regexOperators: OperatorTable = {
  $regexMatch: matching(false, (input, regex) => regex.test(input)),
  $regexFind: matching(null, (input, regex) => {
    const match = regex.exec(input);
    return match === null ? null : found(match, input);
  }),
  $regexFindAll: matching([], (input, regex) => [...input.matchAll(regex)].map((match) => found(match, input))),
};
