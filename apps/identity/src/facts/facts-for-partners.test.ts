import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now, patients, province, staff } from '@health-graph/fixtures';
import type { Caller } from '@health-graph/permissions';
import {
  type AttestQuestion,
  attestPath,
  claimsToJson,
  createPeerKeys,
  createTrustAttester,
  createTrustKeyRing,
  createTrustSigner,
  factsClient,
  partnerSecretOf,
} from '@health-graph/subgraph-kit';
import { internalSecret, type OpenSubgraph, openSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve } from '../serve.ts';
import { type IdentityStore, openStore } from '../store/identity-store.ts';

const gatewayKeys = createTrustKeyRing();
const partners = { rehabilitation: createTrustKeyRing(), dental: createTrustKeyRing() };
type Partner = keyof typeof partners;
const peers = Object.fromEntries(
  Object.entries(partners).map(([name, ring]) => [name, createPeerKeys({ load: async () => ring.published() })]),
);

/** A gateway that does nothing but know its own headers. */
const attest = createTrustAttester({ keys: gatewayKeys, peerOf: (name) => peers[name] });
const gateway = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url !== attestPath) return void response.writeHead(404).end();
    const question = JSON.parse(Buffer.concat(chunks).toString('utf8')) as AttestQuestion;
    void attest(question).then((claims) => response.end(JSON.stringify(claims === undefined ? {} : { claims: claimsToJson(claims) })));
  });
});

let subgraph: OpenSubgraph<IdentityStore>;
let doctor: Caller;

beforeAll(async () => {
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const gatewayUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/graphql`;
  subgraph = await openSubgraph({
    name: 'identity_partners',
    openStore,
    serve: (store, config) => serve(store, { ...config, gatewayUrl }, { now: () => Date.parse(now) }),
  });
  const lines = [...province({ people: 1 })].flatMap(({ subgraph: name, line }) => (name === 'identity' ? [line] : []));
  await subgraph.store.upsert(lines);
  const accountId = staff.hanh.accountId ?? '';
  const [role] = await subgraph.store.collections.RoleAssignment.allBy('accountId', [accountId]);
  doctor = {
    accountId,
    role: 'physician',
    purpose: 'TREAT',
    scopes: [],
    ...(role?.facilityId !== undefined && { facilityId: role.facilityId }),
  };
}, 180_000);

afterAll(async () => {
  await subgraph.close();
  gateway.close();
});

/** The header of a request that the gateway sent to this partner for this caller. */
const sentTo = (partner: Partner, caller: Caller, keys = gatewayKeys): Promise<string> =>
  createTrustSigner({ keys })({ requestId: 'r1', caller })({
    endpoint: partner,
    peer: peers[partner] as NonNullable<(typeof peers)[string]>,
    method: 'POST',
    path: '/graphql',
    body: '{}',
  });

const everybody = Object.values(patients).map(({ patientId }) => patientId);

/** What this partner is told, or the code of its refusal. */
async function asked(partner: Partner, caller: Caller, header: string | undefined, patientIds: readonly string[] | 'related' = everybody) {
  const client = factsClient({ url: subgraph.url, secret: partnerSecretOf(internalSecret, partner) });
  const facts = await client.ask({ caller, patientIds }, header).catch((failure: { readonly code: string }) => failure.code);
  await client.close();
  return facts;
}

describe('a partner', () => {
  it('is told how the caller stands to patients for whom the gateway has just asked it', async () => {
    const facts = await asked('rehabilitation', doctor, await sentTo('rehabilitation', doctor));

    expect(facts).toMatchObject({ mayAct: true });
    expect(facts).toEqual(await factsClient({ url: subgraph.url, secret: internalSecret }).ask({ caller: doctor, patientIds: everybody }));
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['at will: without a request of the gateway', async () => undefined],
    [
      'for another caller than the one of the request',
      () => sentTo('rehabilitation', { ...doctor, accountId: patients.hoa.accountId ?? '' }),
    ],
    ['for another purpose', () => sentTo('rehabilitation', { ...doctor, purpose: 'ETREAT' })],
    ['with a request that another partner got', () => sentTo('dental', doctor)],
    ['with a request that it made up', () => sentTo('rehabilitation', doctor, createTrustKeyRing())],
    ['with anything else', async () => 'v1.x'],
  ])('is told nothing %s', async (_what, header) => {
    expect(await asked('rehabilitation', doctor, await header())).toBe('PERMISSIONS_UNAVAILABLE');
  });

  it('is told nothing of whom it does not name', async () => {
    expect(await asked('rehabilitation', doctor, await sentTo('rehabilitation', doctor), 'related')).toBe('PERMISSIONS_UNAVAILABLE');
  });

  it('is told nothing while the gateway is away', async () => {
    const header = await sentTo('rehabilitation', doctor);
    await new Promise((resolve) => gateway.close(resolve) && gateway.closeAllConnections());

    expect(await asked('rehabilitation', doctor, header)).toBe('PERMISSIONS_UNAVAILABLE');
  });
});
