import { SubgraphUnavailable } from '@health-graph/errors';
import { recordId } from '@health-graph/records';
import {
  createPeerKeys,
  createTrustKeyRing,
  createTrustSigner,
  createTrustVerifier,
  gatewayEndpoint,
  memoryReplayCache,
  safetyCheckCaller,
  safetyProfilePath,
  type TrustKeyRing,
  trustHeader,
} from '@health-graph/subgraph-kit';
import { afterEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { type DelegatedRequest, type SafetyProfile, safetyProfileOperation, serveSafetyProfile } from './safety-profile-route.ts';

const patientId = recordId('test', 'Patient', '1');
const profile = { medicines: [{ ingredients: ['efavirenz'], isRecognised: true, labels: ['hiv'] }], allergies: [] };
const body = JSON.stringify({ patientId });
const doctor = safetyCheckCaller('acc-hanh');

const servers: FastifyInstance[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A gateway with the route, and pharmacy's and a partner's keys. */
async function aGateway(execute?: (request: DelegatedRequest) => Promise<unknown>, timeoutMs = 1_000) {
  const gateway = createTrustKeyRing();
  const pharmacy = createTrustKeyRing();
  const asked: DelegatedRequest[] = [];
  const server = fastify();
  servers.push(server);
  const safetyProfile: SafetyProfile = {
    verify: createTrustVerifier({
      endpoint: gatewayEndpoint,
      keys: gateway,
      gateway: createPeerKeys({ load: async () => pharmacy.published() }),
      replays: memoryReplayCache(),
    }),
    execute: async (request) => {
      asked.push(request);
      return execute === undefined
        ? { patientOfSafetyCheck: { safetyMedicines: profile.medicines, safetyAllergies: profile.allergies } }
        : execute(request);
    },
  };
  const state: { held: number; safetyProfile: SafetyProfile | undefined } = { held: 0, safetyProfile };
  const lease = () => {
    state.held += 1;
    const release = (): void => {
      state.held -= 1;
    };
    return { graph: { safetyProfile: state.safetyProfile }, release };
  };
  serveSafetyProfile(server, { lease, timeoutMs });
  const sign = (keys: TrustKeyRing, caller: Parameters<ReturnType<typeof createTrustSigner>>[0]['caller'] = doctor, signed = body) => {
    const peer = createPeerKeys({ load: async () => gateway.published() });
    const claims = { requestId: 'req-7', ...(caller && { caller }) };
    return createTrustSigner({ keys })(claims)({ endpoint: gatewayEndpoint, peer, method: 'POST', path: safetyProfilePath, body: signed });
  };
  const post = async (header: string | undefined, payload = body) => {
    const headers = { 'content-type': 'application/json', ...(header && { [trustHeader]: header }) };
    const answer = await server.inject({ method: 'POST', url: safetyProfilePath, headers, payload });
    return { status: answer.statusCode, body: answer.json() as unknown };
  };
  return { gateway, pharmacy, asked, sign, post, state };
}

const refused = (code: string) => ({ errors: [{ message: expect.any(String), extensions: expect.objectContaining({ code }) }] });

describe('the route of safety profiles', () => {
  it('runs the one operation as system:safety-check for the account behind it', async () => {
    const { pharmacy, asked, sign, post } = await aGateway();

    const answer = await post(await sign(pharmacy));

    expect(answer).toEqual({ status: 200, body: profile });
    expect(asked).toEqual([
      {
        caller: doctor,
        requestId: 'req-7',
        query: safetyProfileOperation,
        variables: { patientId },
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  it('gives the system no more than it needs, whatever pharmacy claims', async () => {
    const { pharmacy, asked, sign, post } = await aGateway();

    await post(await sign(pharmacy, { ...doctor, role: 'physician', purpose: 'ETREAT', scopes: ['system/*.cruds'], facilityId: 'f1' }));

    expect(asked.map(({ caller }) => caller)).toEqual([doctor]);
  });

  it('gives null for a part that was refused or did not come', async () => {
    const nothing = { status: 200, body: { medicines: null, allergies: null } };
    const cut = await aGateway(async () => ({ patientOfSafetyCheck: { safetyMedicines: [] } }));
    const none = await aGateway(async () => ({ patientOfSafetyCheck: null }));
    const failed = await aGateway(async () => undefined);

    expect(await cut.post(await cut.sign(cut.pharmacy))).toEqual({ status: 200, body: { medicines: [], allergies: null } });
    expect(await none.post(await none.sign(none.pharmacy))).toEqual(nothing);
    expect(await failed.post(await failed.sign(failed.pharmacy))).toEqual(nothing);
  });
});

describe('the route of safety profiles refuses', () => {
  const unauthenticated = { status: 401, body: refused('UNAUTHENTICATED') };

  it('a request without proof, or with a bearer token in its place', async () => {
    const { asked, post } = await aGateway();

    expect(await post(undefined)).toEqual(unauthenticated);
    expect(await post('Bearer eyJhbGciOiJub25lIn0.e30.')).toEqual(unauthenticated);
    expect(asked).toEqual([]);
  });

  it('a partner that signs with its own key', async () => {
    const { sign, post } = await aGateway();

    expect(await post(await sign(createTrustKeyRing()))).toEqual(unauthenticated);
  });

  it('a header of the gateway itself, sent back to it', async () => {
    const { gateway, sign, post } = await aGateway();

    expect(await post(await sign(gateway))).toEqual(unauthenticated);
  });

  it('a header that is used twice, or for another patient', async () => {
    const { pharmacy, sign, post } = await aGateway();
    const header = await sign(pharmacy);
    await post(header);

    expect(await post(header)).toEqual(unauthenticated);
    expect(await post(await sign(pharmacy), JSON.stringify({ patientId: recordId('test', 'Patient', '2') }))).toEqual(unauthenticated);
  });

  it.each([
    ['nobody', undefined],
    ['a person', { ...doctor, accountId: 'acc-hanh' }],
    ['another system', { ...doctor, accountId: 'system:other' }],
    ['the system for itself', { ...doctor, act: doctor.accountId }],
  ])('pharmacy asking as %s', async (_who, caller) => {
    const { pharmacy, asked, sign, post } = await aGateway();

    expect(await post(await sign(pharmacy, caller ?? (null as never)))).toEqual(unauthenticated);
    expect(asked).toEqual([]);
  });

  it('the system without anybody behind it', async () => {
    const { pharmacy, sign, post } = await aGateway();
    const { act: _, ...alone } = doctor;

    expect(await post(await sign(pharmacy, alone))).toEqual(unauthenticated);
  });

  it.each(['{', '[]', 'null', '{"patientId":1}', '{"patientId":"012345678901"}'])('a body like %s', async (payload) => {
    const { pharmacy, sign, post } = await aGateway();

    expect(await post(await sign(pharmacy, doctor, payload), payload)).toEqual({ status: 400, body: refused('BAD_USER_INPUT') });
  });

  it('everybody while the graph has no profile, and lets its version go each time', async () => {
    const { pharmacy, sign, post, state } = await aGateway();
    await post(await sign(pharmacy));
    await post(undefined);
    state.safetyProfile = undefined;

    expect(await post(await sign(pharmacy))).toMatchObject({ status: 404 });
    expect(state.held).toBe(0);
  });

  it('to wait longer than its time', async () => {
    const forever = ({ signal }: DelegatedRequest) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { pharmacy, sign, post } = await aGateway(forever, 20);

    expect(await post(await sign(pharmacy))).toEqual({ status: 504, body: refused('DEADLINE_EXCEEDED') });
  });

  it('in the words of what failed', async () => {
    const { pharmacy, sign, post } = await aGateway(async () => {
      throw new SubgraphUnavailable('A subgraph did not answer; what it owns is null.', { subgraph: 'pharmacy' });
    });

    expect(await post(await sign(pharmacy))).toEqual({ status: 503, body: refused('SUBGRAPH_UNAVAILABLE') });
  });
});
