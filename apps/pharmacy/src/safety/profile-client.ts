import {
  type CallerClaims,
  createTrustSigner,
  type GatewayUrl,
  gatewayEndpoint,
  type PeerKeys,
  safetyCheckCaller,
  safetyProfilePath,
  type TrustKeyRing,
  trustHeader,
} from '@health-graph/subgraph-kit';
import { type DeliveredProfile, profileFromJson, type SafetyProfileSource } from './profile-source.ts';

export interface ProfileClientOptions {
  /** Any address of the gateway; its origin counts. */
  readonly gatewayUrl: GatewayUrl;
  /** Pharmacy's own keys, those that it publishes. */
  readonly keys: TrustKeyRing;
  /** The gateway's. */
  readonly gateway: PeerKeys;
  /** The whole question must be answered in this time. Default 3,000. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

/** Asks the gateway with pharmacy's own signature. Whatever goes wrong is an empty profile, and with it an incomplete check. */
export function profileClient({ gatewayUrl, keys, gateway, timeoutMs = 3_000, now = Date.now }: ProfileClientOptions): SafetyProfileSource {
  const url = async () => new URL(safetyProfilePath, typeof gatewayUrl === 'string' ? gatewayUrl : await gatewayUrl());
  const signerOf = createTrustSigner({ keys, now });
  const ask = async (body: string, claims: CallerClaims, signal: AbortSignal): Promise<DeliveredProfile> => {
    const fetched = { endpoint: gatewayEndpoint, peer: gateway, method: 'POST', path: safetyProfilePath, body };
    const headers = { 'content-type': 'application/json', [trustHeader]: await signerOf(claims)(fetched) };
    const answer = await fetch(await url(), { method: 'POST', headers, body, signal, redirect: 'error' });
    return answer.ok ? profileFromJson(await answer.json()) : {};
  };
  return {
    of: ({ patientId, onBehalfOf, requestId }) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const nothing = new Promise<DeliveredProfile>((resolve) => signal.addEventListener('abort', () => resolve({}), { once: true }));
      const claims = { requestId, caller: safetyCheckCaller(onBehalfOf) };
      return Promise.race([ask(JSON.stringify({ patientId }), claims, signal).catch(() => ({})), nothing]);
    },
  };
}
