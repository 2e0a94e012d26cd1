import { HealthGraphError, NotFound, Unauthenticated } from '@health-graph/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import { newRequestId } from '../door.ts';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { SignIn, VerifyAccessToken } from '../sign-in/access-token.ts';
import { admitTo, isStaff, type Right } from './access.ts';
import { RefusedPublication, sdlHash } from './publish.ts';
import { grantIn, publicationIn, publisherIn, rollbackIn } from './read-body.ts';
import type { Registry } from './registry.ts';
import { loggedFindingsOf, type RegistryAudit, type RegistryEvent, registryAudit } from './registry-audit.ts';

export interface RegistryRouteOptions {
  readonly registry: Registry;
  readonly verify: VerifyAccessToken;
  readonly audit: GatewayAudit | undefined;
  readonly rateLimits: RateLimits | undefined;
}

/** A request past the door. */
interface Asked {
  readonly requestId: string;
  readonly signIn: SignIn;
  readonly publisher: string;
}

type Handler = (asked: Asked, request: FastifyRequest) => Promise<unknown>;

/** `/registry`: what partners publish, and what security staff decide about it. */
export function serveRegistry(server: FastifyInstance, options: RegistryRouteOptions): void {
  const { registry } = options;
  const audit = registryAudit(options.audit);
  void server.register(async (scope) => {
    scope.setErrorHandler((failure, _request, reply) => sendFailure(failure, reply));
    const serve = served(scope, options);
    serve('POST', '/registry/check', 'look', ({ publisher }, { body }) => registry.check({ ...publicationIn(body), publisher }));
    serve('POST', '/registry/publish', 'publish', (asked, { body }) => publishAudited(registry, audit, asked, body));
    serve('GET', '/registry/versions', 'look', ({ signIn, publisher }) => registry.versions(isStaff(signIn) ? undefined : publisher));
    serve('POST', '/registry/rollback', 'govern', async (asked, { body }) => {
      const { to } = rollbackIn(body);
      return audited(audit, asked, { change: 'rollback' }, async () => {
        const result = await registry.rollback(to);
        return { result, logged: { supergraph: result.supergraph } };
      });
    });
    serve('GET', '/registry/grants', 'look', ({ signIn, publisher }) => registry.grants(isStaff(signIn) ? undefined : publisher));
    serve('PUT', '/registry/grants/:publisher', 'govern', (asked, { body, params }) => {
      const grant = grantIn((params as { readonly publisher: string }).publisher, body);
      const change = { change: 'grant', subject: grant.publisher, hash: sdlHash(JSON.stringify(grant)) } as const;
      return audited(audit, asked, change, async () => ({ result: await registry.grant(grant, asked.publisher), logged: {} }));
    });
    serve('DELETE', '/registry/grants/:publisher', 'govern', (asked, { params }) => {
      const subject = publisherIn((params as { readonly publisher: string }).publisher);
      return audited(audit, asked, { change: 'revoke', subject }, async () => {
        if (!(await registry.revoke(subject))) throw new NotFound('Nothing is granted to this publisher.');
        return { result: { publisher: subject }, logged: {} };
      });
    });
  });
}

/** Who asks is found out before a byte of the body is read. */
function served(scope: FastifyInstance, { verify, audit, rateLimits }: RegistryRouteOptions) {
  const asked = new WeakMap<FastifyRequest, Asked>();
  return (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, right: Right, handler: Handler): void => {
    scope.route({
      method,
      url,
      onRequest: async (request, reply) => {
        const requestId = newRequestId();
        void reply.header('x-request-id', requestId).header('cache-control', 'no-store');
        const signIn = await admitTo(right, request.headers.authorization, verify).catch(async (failure: unknown) => {
          await rateLimits?.take(undefined, request.ip);
          if (failure instanceof Unauthenticated) await audit?.refusedSignIn(requestId);
          throw failure;
        });
        await rateLimits?.take(signIn, request.ip);
        asked.set(request, { requestId, signIn, publisher: signIn.caller.accountId });
      },
      handler: async (request) => {
        const admitted = asked.get(request);
        if (admitted === undefined) throw new Error('A request came past the door.');
        return handler(admitted, request);
      },
    });
  };
}

function publishAudited(registry: Registry, audit: RegistryAudit, asked: Asked, body: unknown): Promise<unknown> {
  const { publication, note } = publicationIn(body);
  const change = { change: 'publish', subject: publication.name, hash: sdlHash(publication.sdl) } as const;
  return audited(audit, asked, change, async () => {
    const result = await registry.publish({ publication, publisher: asked.publisher, ...(note === undefined ? {} : { note }) });
    return { result, logged: { supergraph: result.supergraph } };
  });
}

type Change = Pick<RegistryEvent, 'change' | 'subject' | 'hash'>;
interface Done<Result> {
  readonly result: Result;
  readonly logged: Pick<RegistryEvent, 'supergraph'>;
}

/** Done and refused alike are written down, and nothing is done while that is impossible. */
async function audited<Result>(audit: RegistryAudit, asked: Asked, change: Change, work: () => Promise<Done<Result>>): Promise<Result> {
  const { requestId, signIn } = asked;
  await audit.ensure();
  try {
    const { result, logged } = await work();
    await audit.write({ requestId, signIn, ...change, outcome: 'success', ...logged });
    return result;
  } catch (failure) {
    const findings = failure instanceof RefusedPublication ? { findings: loggedFindingsOf(failure.report.findings) } : {};
    const isRefused = failure instanceof HealthGraphError && failure.httpStatus < 500;
    await audit.write({ requestId, signIn, ...change, outcome: isRefused ? 'refused' : 'failed', ...findings });
    throw failure;
  }
}

/** The report beside the error; anything else is for the server's own handler. */
function sendFailure(failure: unknown, reply: FastifyReply): FastifyReply {
  if (!(failure instanceof RefusedPublication)) throw failure;
  const { message, code, details, httpStatus, report } = failure;
  return reply.code(httpStatus).send({ errors: [{ message, extensions: { ...details, code, ...report } }] });
}
