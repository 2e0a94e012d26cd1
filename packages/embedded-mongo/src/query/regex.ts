import type { BSONRegExp } from 'bson';
import { tagOf } from '../bson/document.ts';
import { fail } from './failure.ts';

const posixClasses: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  word: '\\w',
  xdigit: '0-9a-fA-F',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
};

const escapes: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  h: '[ \\t\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]',
  a: '\\x07',
  e: '\\x1b',
  R: '(?:\\r\\n|[\\n\\v\\f\\r\\u0085\\u2028\\u2029])',
  N: '[^\\n]',
};

interface Translation {
  source: string;
  readonly flags: Set<string>;
}

const invalid = (message: string): never => fail(51091, `Regular expression is invalid: ${message}`);

/** What MongoDB's PCRE2 cannot hand to JavaScript's engine without another meaning is refused, never guessed. */
const refuseUntranslatable = (rest: string): void => {
  if (/^\(\?(?:>|\||R|\d|&|P>|#|\()/.test(rest) || /^\(\*/.test(rest)) invalid('this group is not supported by the embedded server');
  if (/^[*+?}]\+/.test(rest)) invalid('possessive quantifiers are not supported by the embedded server');
};

const translateEscape = (pattern: string, at: number, isInClass: boolean): readonly [string, number] => {
  const next = pattern[at + 1];
  if (next === undefined) return invalid('\\ at end of pattern');
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', at + 2);
    const literal = pattern.slice(at + 2, end < 0 ? undefined : end);
    return [literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), end < 0 ? pattern.length : end + 2];
  }
  if (next === 'E') return ['', at + 2];
  if (next === 'K' || next === 'G' || next === 'X' || next === 'C') return invalid(`\\${next} is not supported by the embedded server`);
  if (!isInClass && escapes[next] !== undefined) return [escapes[next], at + 2];
  if (isInClass && next === 'h') return [' \\t', at + 2];
  if ((next === 'p' || next === 'P') && /[A-Z]/.test(pattern[at + 2] ?? '')) return [`\\${next}{${pattern[at + 2]}}`, at + 3];
  const hex = next === 'x' ? /^\\x\{([0-9a-fA-F]+)\}/.exec(pattern.slice(at)) : null;
  if (hex !== null) return [`\\u{${hex[1]}}`, at + hex[0].length];
  return [`\\${next}`, at + 2];
};

const translateClass = (pattern: string, start: number): readonly [string, number] => {
  let source = '[';
  let at = start + 1;
  if (pattern[at] === '^') {
    source += '^';
    at += 1;
  }
  if (pattern[at] === ']') {
    source += '\\]';
    at += 1;
  }
  while (at < pattern.length && pattern[at] !== ']') {
    const posix = /^\[:(\w+):\]/.exec(pattern.slice(at, at + 12));
    if (posix !== null) {
      source += posixClasses[posix[1] as string] ?? invalid('unknown POSIX class name');
      at += posix[0].length;
    } else if (pattern[at] === '\\') {
      const [text, next] = translateEscape(pattern, at, true);
      source += text;
      at = next;
    } else {
      source += pattern[at] === '[' ? '\\[' : pattern[at];
      at += 1;
    }
  }
  if (at >= pattern.length) return invalid('missing terminating ] for character class');
  return [`${source}]`, at + 1];
};

const translateOne = (pattern: string, at: number, flags: ReadonlySet<string>): readonly [string, number] => {
  const char = pattern[at] as string;
  if (char === '\\') return translateEscape(pattern, at, false);
  if (char === '[') return translateClass(pattern, at);
  if (flags.has('x') && /\s/.test(char)) return ['', at + 1];
  if (flags.has('x') && char === '#') {
    const end = pattern.indexOf('\n', at);
    return ['', end < 0 ? pattern.length : end + 1];
  }
  refuseUntranslatable(pattern.slice(at, at + 4));
  if (char === '.' && !flags.has('s')) return ['[^\\n]', at + 1];
  if (char === '$' && !flags.has('m')) return ['(?=\\n?(?![\\s\\S]))', at + 1];
  if (pattern.startsWith('(?P<', at)) return ['(?<', at + 4];
  return [char, at + 1];
};

const translate = (pattern: string, options: string): Translation => {
  const flags = new Set(options);
  let rest = pattern;
  for (let inline = /^\(\?([imsx]+)\)/.exec(rest); inline !== null; inline = /^\(\?([imsx]+)\)/.exec(rest)) {
    for (const flag of inline[1] as string) flags.add(flag);
    rest = rest.slice(inline[0].length);
  }
  let source = '';
  for (let at = 0; at < rest.length; ) {
    const [text, next] = translateOne(rest, at, flags);
    source += text;
    at = next;
  }
  return { source, flags };
};

/** A JavaScript pattern with the meaning PCRE2 gives to `pattern`; 51091 when it is invalid or cannot be carried over. */
export const compileRegex = (pattern: string, options = ''): RegExp => {
  if (pattern.includes('\0')) fail('BadValue', 'Regular expression cannot contain an embedded null byte');
  for (const option of options) if (!'imsxu'.includes(option)) fail(51108, `invalid flag in regex options: ${option}`);
  const { source, flags } = translate(pattern, options);
  const kept = ['i', 'm', 's'].filter((flag) => flags.has(flag)).join('');
  try {
    return new RegExp(source, `${kept}u`);
  } catch {
    // Strict Unicode mode refuses escapes that PCRE takes for literals, such as `\-` or `\_`.
  }
  try {
    return new RegExp(source, kept);
  } catch (cause) {
    return invalid(cause instanceof Error ? cause.message : 'syntax error');
  }
};

export const isRegex = (value: unknown): value is RegExp | BSONRegExp => value instanceof RegExp || tagOf(value) === 'BSONRegExp';

/** Pattern and options of a regex value, however it was read. */
export const regexParts = (value: RegExp | BSONRegExp): readonly [pattern: string, options: string] =>
  value instanceof RegExp ? [value.source, value.flags.replace(/[gyd]/g, '')] : [value.pattern, value.options];
