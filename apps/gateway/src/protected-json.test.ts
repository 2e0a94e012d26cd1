import { describe, expect, it } from '@jest/globals';
import { isProtected } from './protected-json.ts';

describe('isProtected', () => {
  it.each([
    ['https://id.example.vn', true],
    ['http://127.0.0.1:4010', true],
    ['http://localhost.example.vn', false],
    ['http://id.example.vn', false],
    ['file:///etc/keys', false],
    ['nonsense', false],
  ])('says of %s: %s', (url, expected) => {
    expect(isProtected(url)).toBe(expected);
  });
});
