import { describe, expect, it } from '@jest/globals';
import { compileRegex } from './regex.ts';

describe('PCRE patterns in JavaScript', () => {
  it.each([
    ['^a.c$', 's', 'a\nc', true],
    ['^a.c$', '', 'a\rc', true],
    ['c$', '', 'abc\n', true],
    ['^b$', 'm', 'a\nb\nc', true],
    ['\\Ab', 'm', 'a\nb', false],
    ['(?i)ABC', '', 'abc', true],
    ['(?im)^B', '', 'a\nb', true],
    [' a b # comment', 'x', 'ab', true],
    ['[ ]', 'x', ' ', true],
    ['[[:digit:]]+', '', '42', true],
    ['[^[:space:]]', '', ' ', false],
    ['[]a]', '', ']', true],
    ['\\Qa+b\\E+', '', 'a+bb', true],
    ['\\h', '', '\t', true],
    ['(?P<x>a)\\k<x>', '', 'aa', true],
    ['\\x{1EC5}', '', 'ễ', true],
    ['\\pL+$', '', 'Hòa', true],
    ['a\\-b\\_c', '', 'a-b_c', true],
    ['^.$', '', '😀', true],
    ['^\\w+@\\w+\\.\\w{2,3}$', '', 'a@b.vn', true],
  ])('/%s/%s on %j: %s', (pattern, options, text, isMatch) => {
    expect(compileRegex(pattern, options).test(text)).toBe(isMatch);
  });

  it.each([
    ['(', '', 51091],
    ['[a', '', 51091],
    ['a\\', '', 51091],
    ['(?>a)', '', 51091],
    ['a++', '', 51091],
    ['(?R)', '', 51091],
    ['\\K', '', 51091],
    ['a', 'q', 51108],
    ['a\0b', '', 2],
  ])('refuses /%s/%s with %i', (pattern, options, code) => {
    expect(() => compileRegex(pattern, options)).toThrow(expect.objectContaining({ code }));
  });
});
