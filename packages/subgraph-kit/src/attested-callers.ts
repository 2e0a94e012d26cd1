import { Forbidden, PermissionsUnavailable } from '@health-graph/errors';
import { type Caller, callerToJson } from '@health-graph/permissions';
import { isProtected } from './protected-json.ts';
import type { GatewayUrl } from './start-subgraph.ts';
import { type AttestQuestion, attestPath } from './trust/attester.ts';
import { claimsFromJson } from './trust/caller-claims.ts';

/** Tells whether the gateway asked a partner something for a caller just now. */
export interface AttestedCallers {
  /**
   * @param header that the partner got from the gateway with the request for which it asks
   * @throws {Forbidden} when the gateway did not send the partner a request of this caller
   * @throws {PermissionsUnavailable} when the gateway does not say
   */
  check(partner: string, header: string | undefined, caller: Caller): Promise<void>;
}

const timeoutMs = 2_000;

/** The gateway is asked each time: only it can tell a header of its own for another endpoint from one that was made up. */
export const attestedCallers = (gatewayUrl: GatewayUrl | undefined): AttestedCallers => ({
  check: async (partner, header, caller) => {
    if (header === undefined) throw notAsked();
    const claims = await ask(gatewayUrl, { endpoint: partner, header }).catch((cause: unknown) => {
      throw new PermissionsUnavailable('The gateway does not say for whom it asked.', {}, { cause });
    });
    const attested = claims === undefined ? undefined : claimsFromJson(claims)?.caller;
    if (attested === undefined || textOf(attested) !== textOf(caller)) throw notAsked();
  },
});

const textOf = (caller: Caller): string => JSON.stringify(callerToJson(caller));

const notAsked = (): Forbidden => new Forbidden('The gateway did not ask this partner for this caller.');

async function ask(gatewayUrl: GatewayUrl | undefined, question: AttestQuestion): Promise<Readonly<Record<string, unknown>> | undefined> {
  const base = typeof gatewayUrl === 'function' ? await gatewayUrl() : gatewayUrl;
  const url = base === undefined ? '' : new URL(attestPath, base).href;
  if (!isProtected(url)) throw new Error('The gateway is asked over TLS, or on this machine.');
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  if (response.status !== 200) throw new Error('The gateway did not answer.');
  const { claims } = (await response.json()) as { readonly claims?: Readonly<Record<string, unknown>> };
  return claims;
}
