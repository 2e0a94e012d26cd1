import { BadUserInput, DeadlineExceeded, HealthGraphError, Unauthenticated } from '@health-graph/errors';
import type { Caller } from '@health-graph/permissions';
import { isRecordId } from '@health-graph/records';
import { safetyCheckCaller, safetyProfilePath, trustHeader, type VerifyTrust } from '@health-graph/subgraph-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The one operation that is run as `system:safety-check`; pharmacy says whose profile, and nothing else. */
export const safetyProfileOperation = `query SafetyProfile($patientId: ID!) {
  patientOfSafetyCheck(id: $patientId) {
    safetyMedicines { ingredients isRecognised labels facilityId departmentId }
    safetyAllergies { substances isRecognised labels facilityId departmentId }
  }
}`;

/** An operation and as whom it is run. */
export interface DelegatedRequest {
  readonly caller: Caller;
  readonly requestId: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** How one version of the graph answers. */
export interface SafetyProfile {
  /** Holds the trust header against pharmacy's published keys, and no others. */
  readonly verify: VerifyTrust;
  /** Runs an operation on the graph as any other: permissions, plan, audit. Gives its `data`. */
  readonly execute: (request: DelegatedRequest) => Promise<unknown>;
}

export interface SafetyProfileRouteOptions {
  /** The version that answers one request; it has no profile where its graph has none. */
  readonly lease: () => { readonly graph: { readonly safetyProfile: SafetyProfile | undefined }; readonly release: () => void };
  /** Default 2,500, less than pharmacy waits. */
  readonly timeoutMs?: number;
}

const maxBytes = 1_024;

/**
 * `POST /internal/safety-profile`, for pharmacy alone. A partner's subgraph has a key of its own and cannot sign with pharmacy's; pharmacy itself can
 * ask as `system:safety-check` for a safety profile and as nobody else for nothing else.
 */
export function serveSafetyProfile(server: FastifyInstance, { lease, timeoutMs = 2_500 }: SafetyProfileRouteOptions): void {
  server.register(async (scope) => {
    // The header binds the bytes of the body, so they must not be parsed before.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: maxBytes }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((failure, _request, reply) => refuse(failure, reply));
    scope.post(safetyProfilePath, async (request, reply) => {
      const { graph, release } = lease();
      try {
        const { safetyProfile } = graph;
        if (safetyProfile === undefined) return reply.callNotFound();
        return reply.send(await answer(request, safetyProfile, timeoutMs));
      } finally {
        release();
      }
    });
  });
}

async function answer(request: FastifyRequest, { verify, execute }: SafetyProfile, timeoutMs: number): Promise<unknown> {
  const body = typeof request.body === 'string' ? request.body : '';
  const signed = { header: request.headers[trustHeader], method: 'POST', path: safetyProfilePath, body };
  const { caller, requestId } = await verify(signed);
  const signal = AbortSignal.timeout(timeoutMs);
  const delegated = { caller: safetyCheckOf(caller), requestId, query: safetyProfileOperation, variables: variablesOf(body), signal };
  return profileIn(await execute(delegated).catch((failure: unknown) => late(failure, signal)));
}

/** What is no refusal of ours is left to the server's own handler. */
function refuse(failure: unknown, reply: FastifyReply): FastifyReply {
  if (!(failure instanceof HealthGraphError)) throw failure;
  const { message, code, details, httpStatus } = failure;
  return reply.code(httpStatus).send({ errors: [{ message, extensions: { ...details, code } }] });
}

/** The caller as we make it, with nothing of what was claimed but the account behind it. */
function safetyCheckOf(claimed: Caller | undefined): Caller {
  const { accountId } = safetyCheckCaller('');
  if (claimed?.act === undefined || claimed.accountId !== accountId || claimed.act === accountId)
    throw new Unauthenticated('The request carries no valid proof of who asks.');
  return safetyCheckCaller(claimed.act);
}

function variablesOf(body: string): { readonly patientId: string } {
  const { patientId } = parsed(body);
  if (typeof patientId !== 'string' || !isRecordId(patientId))
    throw new BadUserInput('The patient cannot be read.', { argument: 'patientId' });
  return { patientId };
}

function parsed(body: string): { readonly patientId?: unknown } {
  try {
    const content: unknown = JSON.parse(body);
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

interface Answer {
  readonly patientOfSafetyCheck?: { readonly safetyMedicines?: unknown; readonly safetyAllergies?: unknown } | null;
}

/** Only the two lists leave; a part that was refused or did not come is null. */
function profileIn(data: unknown): { readonly medicines: unknown; readonly allergies: unknown } {
  const { safetyMedicines: medicines = null, safetyAllergies: allergies = null } =
    (data as Answer | null | undefined)?.patientOfSafetyCheck ?? {};
  return { medicines, allergies };
}

function late(failure: unknown, signal: AbortSignal): never {
  if (failure instanceof HealthGraphError || !signal.aborted) throw failure;
  throw new DeadlineExceeded('The safety profile took longer than allowed.', {}, { cause: failure });
}
