import { type ActorFacts, type Caller, dataClasses, type RelationshipFacts } from '@health-graph/permissions';
import type { FactsOf } from '../facts-source.ts';
import type { EndpointTrustConfig } from '../trust/endpoint-trust.ts';
import { trustKeysPath } from '../trust/endpoint-trust.ts';
import { createTrustKeyRing } from '../trust/key-ring.ts';
import { createPeerKeys, type PeerKeys } from '../trust/peer-keys.ts';
import { publishedKeysAt } from '../trust/published-keys.ts';
import { trustHeader } from '../trust/signed-header.ts';
import { createTrustSigner, type SignFetch } from '../trust/signer.ts';

/** Who asks in a test, and how they stand to patients. */
export interface AskedBy {
  /** Absent: nobody signed in. */
  readonly caller?: Partial<Caller>;
  /** By patient; who is not here is a stranger. */
  readonly facts?: Readonly<Record<string, RelationshipFacts>>;
  /** Departments that the caller leads. */
  readonly leads?: readonly string[];
  /** Default true. */
  readonly mayAct?: boolean;
}

export const someCaller: Caller = { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT', scopes: ['user/*.rs'] };

/** A table that shows everything to everybody, for tests that are about resolvers. */
export const openPolicies = dataClasses
  .map((name) => `${name}: [{ roles: [any], purposes: [any], when: [always], basis: 'A test about resolvers.' }]`)
  .join('\n');

/** The gateway's end of the wire: it signs what a test asks, and says what identity would say of the caller. */
export interface TestGateway {
  readonly trust: EndpointTrustConfig;
  readonly factsOf: FactsOf;
  /** Signs a fetch as a request of `someCaller`. */
  readonly sign: SignFetch;
  /** The answer's text, and its status. */
  send(url: string, body: string, by: AskedBy): Promise<{ readonly text: string; readonly status: number }>;
}

export function testGateway(endpoint: string): TestGateway {
  const keys = createTrustKeyRing();
  const signer = createTrustSigner({ keys });
  const standing = new Map<string, ActorFacts>();
  const peers = new Map<string, PeerKeys>();
  const peerAt = (origin: string): PeerKeys => {
    const peer = peers.get(origin) ?? createPeerKeys({ load: publishedKeysAt(`${origin}${trustKeysPath}`) });
    peers.set(origin, peer);
    return peer;
  };
  let asked = 0;
  return {
    trust: { gatewayKeys: async () => keys.published() },
    factsOf: ({ accountId }) => {
      const known = async () =>
        standing.get(accountId) ?? { mayAct: accountId === someCaller.accountId, leads: new Set<string>(), ofPatient: new Map() };
      return { of: known, ofRelated: known };
    },
    sign: signer({ requestId: 'test', caller: someCaller }),
    send: async (url, body, { caller, facts = {}, leads = [], mayAct = true }) => {
      // An account of its own for each question: two tests that ask at once have nothing to do with each other.
      const accountId = `${caller?.accountId ?? someCaller.accountId}.${asked++}`;
      standing.set(accountId, { mayAct, leads: new Set(leads), ofPatient: new Map(Object.entries(facts)) });
      const claims = { requestId: `test-${asked}`, ...(caller && { caller: { ...someCaller, ...caller, accountId } }) };
      const { origin, pathname } = new URL(url);
      const header = await signer(claims)({ endpoint, peer: peerAt(origin), method: 'POST', path: pathname, body });
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [trustHeader]: header },
        body,
      });
      return { text: await response.text(), status: response.status };
    },
  };
}
