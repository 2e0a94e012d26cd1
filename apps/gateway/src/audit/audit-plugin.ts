import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { AuditUnavailable } from '@health-graph/errors';
import type { RequestAudit } from './request-audit.ts';

/** A context that carries the audit of its request; without one nothing is written. */
export interface AuditedContext {
  readonly audit?: RequestAudit | undefined;
}

/** Holds every answer back until its event is on disk; if it cannot be, the answer is `503 AUDIT_UNAVAILABLE` and nothing of it leaves. */
export function createAuditPlugin<Context extends AuditedContext>(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async (request) => {
        try {
          await write(request);
        } catch (failure) {
          if (!(failure instanceof AuditUnavailable)) throw failure;
          withhold(request, failure);
        }
      },
    }),
  };
}

async function write<Context extends AuditedContext>(request: GraphQLRequestContextWillSendResponse<Context>): Promise<void> {
  const { document, operation, queryHash, contextValue, response } = request;
  // A document that was refused before it became an operation asked nobody for anything.
  if (contextValue.audit === undefined || document === undefined || !operation || queryHash === undefined) return;
  const result = response.body.kind === 'single' ? response.body.singleResult : response.body.initialResult;
  await contextValue.audit.finish({ document, operation, hash: queryHash }, result);
}

function withhold<Context extends AuditedContext>(
  { response }: GraphQLRequestContextWillSendResponse<Context>,
  { message, code, httpStatus }: AuditUnavailable,
): void {
  response.http.status = httpStatus;
  response.http.headers.set('cache-control', 'no-store');
  response.body = { kind: 'single', singleResult: { errors: [{ message, extensions: { code } }] } };
}
