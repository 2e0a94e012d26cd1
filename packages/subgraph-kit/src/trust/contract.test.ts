import { createPrivateKey, diffieHellman } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { publicKeyOf, type TrustKeyPair } from './key-pair.ts';
import { createTrustKeyRing } from './key-ring.ts';
import { createMacKeys } from './mac-key.ts';
import { createPeerKeys } from './peer-keys.ts';
import { memoryReplayCache } from './replay-cache.ts';
import { encodeJson, macOf } from './signed-header.ts';
import { createTrustVerifier } from './verifier.ts';

const contract = await readFile(new URL('../../CONTRACT.md', import.meta.url), 'utf8');

/** A line of the example, as it is printed. */
const lineOf = (name: string): string => new RegExp(`^${name} +(.+)$`, 'm').exec(contract)?.[1] ?? '';

function pairOf(name: string): TrustKeyPair {
  const [, d = '', x = '', kid = ''] = /^d (\S+) +x (\S+) +kid (\S+)$/.exec(lineOf(name)) ?? [];
  return { kid, published: { kid, x }, privateKey: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x }, format: 'jwk' }) };
}

const gateway = pairOf('gateway');
const endpoint = pairOf('endpoint');
const name = 'rehabilitation';
const gatewayPublic = publicKeyOf(gateway.published);

describe('the worked example of CONTRACT.md', () => {
  it('agrees the secret and the MAC key that it prints', () => {
    const ends = {
      own: endpoint,
      peer: { kid: gateway.kid, publicKey: gatewayPublic },
      gatewayKid: gateway.kid,
      endpointKid: endpoint.kid,
    };

    expect(diffieHellman({ privateKey: endpoint.privateKey, publicKey: gatewayPublic }).toString('hex')).toBe(lineOf('secret'));
    expect(
      createMacKeys()({ ...ends, endpoint: name })
        .export()
        .toString('hex'),
    ).toBe(lineOf('key'));
    expect(macOf(createMacKeys()({ ...ends, endpoint: name }), signedOf())).toBe(lineOf('mac'));
  });

  it('is a header that an endpoint takes, for the body that it names', async () => {
    const now = () => 1_764_000_000_500;
    const peer = createPeerKeys({ load: async () => createTrustKeyRing({ first: gateway }).published(), now });
    const keys = createTrustKeyRing({ first: endpoint });
    const verify = createTrustVerifier({ endpoint: name, keys, gateway: peer, replays: memoryReplayCache({ now }), now });
    const header = `${signedOf()}.${lineOf('mac')}`;

    const claims = await verify({ header, method: 'POST', path: '/graphql', body: '{"query":"{ __typename }"}' });

    expect(claims).toMatchObject({ requestId: 'r1', caller: { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT' } });
  });
});

/** What the MAC covers. */
function signedOf(): string {
  const [claims, binding] = ['claims', 'binding'].map((part) => encodeJson(JSON.parse(lineOf(part))));
  return `v1.${gateway.kid}.${endpoint.kid}.${claims}.${binding}`;
}
