import { Forbidden } from '@health-graph/errors';
import type { FastifyInstance } from 'fastify';
import type { EndpointStatus } from '../bulkheads/endpoint-record.ts';
import { admitTo, isStaff } from '../registry/access.ts';
import type { VerifyAccessToken } from '../sign-in/access-token.ts';

/** What an operator reads of a gateway. */
export interface GatewayStatus {
  /** Of the supergraph that is served. */
  readonly supergraph: string;
  /** Which process says this: of several, each knows its own endpoints' state only. */
  readonly process: number;
  readonly endpoints: readonly EndpointStatus[];
}

export interface StatusRouteOptions {
  /** Absent where the gateway is open: to this machine only. */
  readonly verify: VerifyAccessToken | undefined;
  readonly status: () => GatewayStatus;
}

/** `GET /status`: for security officers, who read from it which hospital is away; that is nobody else's to know. */
export function serveStatus(server: FastifyInstance, { verify, status }: StatusRouteOptions): void {
  server.get('/status', {
    onRequest: async ({ headers }, reply) => {
      void reply.header('cache-control', 'no-store');
      if (verify === undefined) return;
      const signIn = await admitTo('look', headers.authorization, verify);
      if (!isStaff(signIn)) throw new Forbidden('Your role may not read the state of the gateway.', { role: signIn.caller.role });
    },
    handler: () => status(),
  });
}
