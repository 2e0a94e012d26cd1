import { PermissionsUnavailable } from '@health-graph/errors';
import type { ActorFacts } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { factsOfIdentity, factsOfItself } from './facts-of-identity.ts';
import { someCaller } from './testing/test-gateway.ts';

const internalSecret = 'a secret of tests, 32 characters or more';
const now = () => 0;
const identityUrl = 'http://127.0.0.1:9/graphql'; // Nobody listens there: whoever asks over the wire learns nothing.

function identity() {
  const asked: (readonly string[])[] = [];
  const answer: ActorFacts = { mayAct: true, leads: new Set(), ofPatient: new Map() };
  const own = factsOfItself(
    () => ({
      of: async (ids) => {
        asked.push(ids);
        return answer;
      },
      ofRelated: async () => answer,
    }),
    now,
  );
  return { own, asked };
}

describe('identity in the same process', () => {
  it('is asked there, once for each request of a client, its own subgraph included', async () => {
    const { own, asked } = identity();
    own.share(identityUrl, internalSecret);
    const other = factsOfIdentity({ identityUrl, internalSecret, now });

    await other.ofRequest(someCaller, 'r1').of(['p1']);
    await own.ofRequest(someCaller, 'r1').of(['p1']);
    await other.of(someCaller).of(['p1']);

    expect(asked).toEqual([['p1'], ['p1']]); // The last one is an event's, which asks anew.
    await other.close();
    await own.close();
  });

  it('is not asked by who has not its secret', async () => {
    const { own, asked } = identity();
    own.share(identityUrl, internalSecret);
    const stranger = factsOfIdentity({ identityUrl, internalSecret: internalSecret.toUpperCase(), now });

    await expect(stranger.ofRequest(someCaller, 'r1').of(['p1'])).rejects.toThrow(PermissionsUnavailable);

    expect(asked).toEqual([]);
    await stranger.close();
    await own.close();
  });

  it('says nothing once it is closed', async () => {
    const { own } = identity();
    own.share(identityUrl, internalSecret);
    const other = factsOfIdentity({ identityUrl, internalSecret, now });

    await own.close();

    await expect(other.ofRequest(someCaller, 'r1').of(['p1'])).rejects.toThrow(PermissionsUnavailable);
    await other.close();
  });
});
