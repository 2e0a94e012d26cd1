import { Unauthenticated } from '@health-graph/errors';
import { type CallerClaims, claimsFromJson } from './caller-claims.ts';
import type { TrustKeyRing } from './key-ring.ts';
import { createMacKeys } from './mac-key.ts';
import type { PeerKeys } from './peer-keys.ts';
import type { ReplayCache } from './replay-cache.ts';
import { type Binding, bindingOf, decodeJson, digestOf, isGenuine, type SignedHeader, splitHeader } from './signed-header.ts';

export interface TrustVerifierOptions {
  /** The name under which the gateway knows this endpoint. */
  readonly endpoint: string;
  /** The endpoint's own keys. */
  readonly keys: TrustKeyRing;
  /** The gateway's. */
  readonly gateway: PeerKeys;
  readonly replays: ReplayCache;
  /** How far the gateway's clock may go ahead of ours. Default 1,000. */
  readonly clockSkewMs?: number;
  readonly now?: () => number;
}

/** A request as it arrived. */
export interface IncomingRequest {
  readonly header: string | readonly string[] | undefined;
  readonly method: string;
  readonly path: string;
  /** The bytes of the body, before anything parsed them. */
  readonly body: string | Uint8Array;
}

/** @throws {Unauthenticated} for whatever is wrong, always with the same words: which check failed is nobody's business */
export type VerifyTrust = (request: IncomingRequest) => Promise<CallerClaims>;

export function createTrustVerifier(options: TrustVerifierOptions): VerifyTrust {
  const checked = createCheck(options);
  return async (request) => {
    const claims = await checked(request).catch((cause: unknown) => refuse(cause));
    return claims ?? refuse();
  };
}

function refuse(cause?: unknown): never {
  throw new Unauthenticated('The request carries no valid proof of who asks.', {}, cause === undefined ? {} : { cause });
}

/** The claims, or undefined for a refusal. Nothing is read out of the header before its MAC is known to be genuine. */
function createCheck({ endpoint, keys, gateway, replays, clockSkewMs = 1_000, now = Date.now }: TrustVerifierOptions) {
  const macKeys = createMacKeys();
  const isFromGateway = async (header: SignedHeader): Promise<boolean> => {
    const { gatewayKid, endpointKid } = header;
    const own = keys.find(endpointKid);
    if (own === undefined) return false;
    const peer = await gateway.find(gatewayKid);
    return peer !== undefined && isGenuine(macKeys({ own, peer, gatewayKid, endpointKid, endpoint }), header);
  };
  const isForHere = (binding: Binding, { method, path, body }: IncomingRequest): boolean =>
    binding.aud === endpoint &&
    binding.on === `${method} ${path}` &&
    binding.iat <= now() + clockSkewMs &&
    now() < binding.exp &&
    binding.body === digestOf(body);
  return async (request: IncomingRequest): Promise<CallerClaims | undefined> => {
    const header = typeof request.header === 'string' ? splitHeader(request.header) : undefined;
    if (header === undefined || !(await isFromGateway(header))) return undefined;
    const binding = bindingOf(decodeJson(header.binding));
    if (binding === undefined || !isForHere(binding, request)) return undefined;
    const claims = claimsFromJson(decodeJson(header.claims));
    // Last, so that only what would be let in takes a place.
    return claims !== undefined && (await replays.admit(binding.jti, binding.exp)) ? claims : undefined;
  };
}
