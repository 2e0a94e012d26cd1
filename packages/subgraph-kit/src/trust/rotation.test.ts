import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createTrustKeyRing } from './key-ring.ts';
import { aGateway, anEndpoint, someClaims, testClock } from './testing.ts';

const fetches = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 20_000 : 2_000;
const body = '{"query":"{ a }"}';
const arriving = (header: string) => ({ header, method: 'POST', path: '/graphql', body });

describe('rotation', () => {
  it('refuses no fetch while both ends rotate under traffic', async () => {
    const clock = testClock();
    const gateway = aGateway(clock);
    const endpoint = anEndpoint('encounters', clock, { trusts: gateway.keys });
    const kids = new Set<string>();
    let rotations = 0;
    const client = async (share: number): Promise<void> => {
      for (let sent = 0; sent < share; sent += 1) {
        const header = await gateway.signer(someClaims)(endpoint.fetchOf(body));
        kids.add(header.split('.').slice(1, 3).join('.'));
        await setImmediate(); // Others sign, arrive and rotate meanwhile.
        expect(await endpoint.verify(arriving(header))).toEqual(someClaims);
      }
    };
    const rotating = new AbortController();
    const rotate = async (): Promise<void> => {
      while (!rotating.signal.aborted) {
        for (let turn = 0; turn < 20; turn += 1) await setImmediate();
        clock.advance(10); // In this test's time peers ask for keys between any two rotations.
        (rotations % 2 === 0 ? gateway : endpoint).keys.rotate();
        rotations += 1;
        await Promise.all([endpoint.gateway.refresh(), endpoint.peer.refresh()]);
      }
    };

    const ring = rotate();
    const inFlight = await Promise.allSettled(Array.from({ length: 10 }, () => client(fetches / 10)));
    rotating.abort();
    await ring;

    const late = inFlight.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    expect(late).toEqual([]);
    expect(rotations).toBeGreaterThan(5);
    expect(kids.size).toBeGreaterThan(5);
  });

  it('accepts what was signed just before it, and nothing of two rotations ago', async () => {
    const clock = testClock();
    const gateway = aGateway(clock);
    const endpoint = anEndpoint('encounters', clock, { trusts: gateway.keys });
    const [one, two] = [await gateway.signer(someClaims)(endpoint.fetchOf(body)), await gateway.signer(someClaims)(endpoint.fetchOf(body))];

    endpoint.keys.rotate();
    expect(await endpoint.verify(arriving(one))).toEqual(someClaims);
    endpoint.keys.rotate();
    await expect(endpoint.verify(arriving(two))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('forgets a key of the gateway that was withdrawn', async () => {
    const clock = testClock();
    const gateway = aGateway(clock);
    const endpoint = anEndpoint('encounters', clock, { trusts: gateway.keys });
    expect(await endpoint.verify(arriving(await gateway.signer(someClaims)(endpoint.fetchOf(body))))).toEqual(someClaims);
    const leaked = gateway.keys.current;
    for (let turn = 0; turn < 2; turn += 1) gateway.keys.rotate();
    clock.advance(60_000);
    const thief = aGateway(clock, createTrustKeyRing({ first: leaked }));
    await endpoint.gateway.refresh();

    await expect(endpoint.verify(arriving(await thief.signer(someClaims)(endpoint.fetchOf(body))))).rejects.toMatchObject({
      httpStatus: 401,
    });
  });
});
