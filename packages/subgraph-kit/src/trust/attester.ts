import { type CallerClaims, claimsFromJson } from './caller-claims.ts';
import type { TrustKeyRing } from './key-ring.ts';
import { createMacKeys } from './mac-key.ts';
import type { PeerKeys } from './peer-keys.ts';
import { bindingOf, decodeJson, isGenuine, splitHeader } from './signed-header.ts';

/** Where a gateway tells whether it signed a header: `POST`, `AttestQuestion` in, `AttestAnswer` out. */
export const attestPath = '/trust/attest';

/** Whether the gateway signed this header for this endpoint, for a request that may still be going on. */
export interface AttestQuestion {
  readonly endpoint: string;
  readonly header: string;
}

export interface TrustAttesterOptions {
  /** The gateway's own keys. */
  readonly keys: TrustKeyRing;
  readonly peerOf: (endpoint: string) => PeerKeys | undefined;
  readonly now?: () => number;
}

/** For whom a header speaks; undefined when the gateway did not sign it for this endpoint, or too long ago. */
export type AttestHeader = (question: AttestQuestion) => Promise<CallerClaims | undefined>;

/**
 * The gateway's judgement of its own headers, for those who cannot know: the MAC key is the gateway's and the endpoint's only. Says nothing that is not in the
 * header, and does not use it up: the endpoint that holds it may ask more than one question for its request.
 */
export function createTrustAttester({ keys, peerOf, now = Date.now }: TrustAttesterOptions): AttestHeader {
  const macKeys = createMacKeys();
  return async ({ endpoint, header: text }) => {
    const header = splitHeader(text);
    const own = header && keys.find(header.gatewayKid);
    const peer = header && (await peerOf(endpoint)?.find(header.endpointKid));
    if (header === undefined || own === undefined || peer === undefined) return undefined;
    const { gatewayKid, endpointKid } = header;
    if (!isGenuine(macKeys({ own, peer, gatewayKid, endpointKid, endpoint }), header)) return undefined;
    const binding = bindingOf(decodeJson(header.binding));
    const isCurrent = binding !== undefined && binding.aud === endpoint && binding.iat <= now() && now() < binding.exp;
    return isCurrent ? claimsFromJson(decodeJson(header.claims)) : undefined;
  };
}
