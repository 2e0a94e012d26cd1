import { BadUserInput } from '@health-graph/errors';
import { attestPath, claimsToJson, trustKeysPath } from '@health-graph/subgraph-kit';
import type { FastifyInstance } from 'fastify';
import type { GatewayTrust } from './gateway-trust.ts';

/** No header is longer than Node.js takes. */
const BODY_BYTES = 20_000;

/**
 * The gateway's keys, and whether a header is its own. Neither is a secret: who holds a header can read it, and learns here only that it is genuine. Identity
 * asks it about the headers that partners show.
 */
export function serveTrust(server: FastifyInstance, trust: GatewayTrust): void {
  server.get(trustKeysPath, () => trust.published());
  server.post(attestPath, { bodyLimit: BODY_BYTES }, async ({ body }) => {
    const { endpoint, header } = (body ?? {}) as { readonly endpoint?: unknown; readonly header?: unknown };
    if (typeof endpoint !== 'string' || typeof header !== 'string')
      throw new BadUserInput('The question cannot be read.', { argument: 'header' });
    const claims = await trust.attest({ endpoint, header });
    return claims === undefined ? {} : { claims: claimsToJson(claims) };
  });
}
