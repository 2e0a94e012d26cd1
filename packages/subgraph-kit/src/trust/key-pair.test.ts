import { describe, expect, it } from '@jest/globals';
import { generateTrustKeyPair, publicKeyOf, trustKeyPairFrom } from './key-pair.ts';
import { createMacKeys } from './mac-key.ts';

const secret = 'a secret of tests, 32 characters or more';

describe('a key pair', () => {
  it('from one secret is always the same, from another it is not', () => {
    expect(trustKeyPairFrom(secret).published).toEqual(trustKeyPairFrom(secret).published);
    expect(trustKeyPairFrom(`${secret}!`).kid).not.toBe(trustKeyPairFrom(secret).kid);
  });

  it('refuses a short secret', () => {
    expect(() => trustKeyPairFrom('short')).toThrow('32 characters');
  });

  it('gives both ends the same MAC key, and a third none of it', () => {
    const [gateway, endpoint, third] = [generateTrustKeyPair(), generateTrustKeyPair(), generateTrustKeyPair()];
    const keyFor = (own: typeof gateway, peer: typeof gateway) =>
      createMacKeys()({
        own,
        peer: { kid: peer.kid, publicKey: publicKeyOf(peer.published) },
        gatewayKid: gateway.kid,
        endpointKid: endpoint.kid,
        endpoint: 'encounters',
      });

    expect(keyFor(gateway, endpoint).equals(keyFor(endpoint, gateway))).toBe(true);
    expect(keyFor(third, endpoint).equals(keyFor(endpoint, gateway))).toBe(false);
  });
});

describe('a published key', () => {
  const { published } = generateTrustKeyPair();

  it.each([
    ['under the name of another', { ...published, kid: generateTrustKeyPair().kid }],
    ['that is cut', { ...published, x: published.x.slice(1) }],
    ['that is no key', { ...published, x: '!'.repeat(43) }],
  ])('is refused %s', (_name, key) => {
    expect(() => publicKeyOf(key)).toThrow('A published trust key is wrong.');
  });
});
