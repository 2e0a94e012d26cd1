import { beforeEach, describe, expect, it } from '@jest/globals';
import { createTrustAttester } from './attester.ts';
import { createTrustKeyRing } from './key-ring.ts';
import { createPeerKeys } from './peer-keys.ts';
import { createTrustSigner } from './signer.ts';
import { someClaims } from './testing.ts';

const fetched = { method: 'POST', path: '/graphql', body: '{}' };
const gatewayKeys = createTrustKeyRing();
const partnerKeys = { rehabilitation: createTrustKeyRing(), dental: createTrustKeyRing() };
const peerOf = (name: string) => {
  const ring = partnerKeys[name as keyof typeof partnerKeys] as ReturnType<typeof createTrustKeyRing> | undefined;
  return ring && createPeerKeys({ load: async () => ring.published() });
};
let now = 1_764_000_000_000;
const attest = createTrustAttester({ keys: gatewayKeys, peerOf, now: () => now });
let header: string;

beforeEach(async () => {
  now = 1_764_000_000_000;
  const peer = peerOf('rehabilitation');
  if (peer === undefined) throw new Error('The test has no partner.');
  header = await createTrustSigner({ keys: gatewayKeys, now: () => now })(someClaims)({ endpoint: 'rehabilitation', peer, ...fetched });
});

describe('the gateway', () => {
  it('knows its own header, as often as it is asked', async () => {
    expect(await attest({ endpoint: 'rehabilitation', header })).toEqual(someClaims);
    expect(await attest({ endpoint: 'rehabilitation', header })).toEqual(someClaims);
  });

  it.each<[string, () => { readonly endpoint: string; readonly header: string }]>([
    ['that another endpoint shows', () => ({ endpoint: 'dental', header })],
    ['that nobody shows', () => ({ endpoint: 'nobody', header })],
    ['that is none', () => ({ endpoint: 'rehabilitation', header: 'v1' })],
    ['whose claims were changed', () => ({ endpoint: 'rehabilitation', header: withClaims({ rid: 'r1', sub: 'other' }) })],
  ])('does not know one %s', async (_what, question) => {
    expect(await attest(question())).toBeUndefined();
  });

  it('does not know one that is over', async () => {
    now += 10_000;

    expect(await attest({ endpoint: 'rehabilitation', header })).toBeUndefined();
  });

  it('does not know what the partner signed itself with keys of its own', async () => {
    const own = createTrustKeyRing();
    const peer = createPeerKeys({ load: async () => partnerKeys.rehabilitation.published() });
    const forged = await createTrustSigner({ keys: own, now: () => now })(someClaims)({ endpoint: 'rehabilitation', peer, ...fetched });

    expect(await attest({ endpoint: 'rehabilitation', header: forged })).toBeUndefined();
  });
});

function withClaims(claims: object): string {
  const parts = header.split('.');
  parts[3] = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return parts.join('.');
}
