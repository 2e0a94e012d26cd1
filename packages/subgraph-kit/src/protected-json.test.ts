import { describe, expect, it } from '@jest/globals';
import { getProtectedObject, isProtected } from './protected-json.ts';
import { publishedKeysAt } from './trust/published-keys.ts';

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

describe('what is trusted to bring keys', () => {
  it('is never asked over plain HTTP on another machine', async () => {
    await expect(getProtectedObject('http://id.example.vn/keys')).rejects.toThrow('Keys come over TLS');
    await expect(publishedKeysAt('http://graph.example.vn/trust/keys')()).rejects.toThrow('Keys come over TLS');
  });
});
