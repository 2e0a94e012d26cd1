import { hash, timingSafeEqual } from 'node:crypto';
import { BadUserInput, NotFound, Unauthenticated } from '@health-graph/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { AllowList } from './allow-list.ts';
import { plainId } from './operation-id.ts';
import type { OfferedOperation, Publisher } from './publish.ts';

export interface OperationsRouteOptions {
  readonly publisher: Publisher;
  readonly allowList: Pick<AllowList, 'remove'>;
  readonly publishKey: string;
  readonly rateLimits: RateLimits | undefined;
}

const clientName = /^[\w.@/-]{1,100}$/;

/** `/operations`: the allow-list, for whoever has the key. */
export function serveOperations(server: FastifyInstance, options: OperationsRouteOptions): void {
  const { publisher, allowList, publishKey, rateLimits } = options;
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await rateLimits?.take(undefined, request.ip);
    if (!holdsKey(request.headers.authorization, publishKey)) throw new Unauthenticated('The key for publishing is missing or wrong.');
  };
  server.post('/operations', { onRequest }, async (request, reply) => {
    const { operations, client } = offeredIn(request.body);
    const publication = await publisher.publish(operations, client);
    return reply.code(publication.refused.length > 0 ? 422 : 200).send(publication);
  });
  server.get('/operations', { onRequest }, () => ({ operations: publisher.listed().map(({ text: _text, ...shown }) => shown) }));
  server.delete<{ readonly Params: { readonly id: string } }>('/operations/:id', { onRequest }, async ({ params }, reply) => {
    const id = plainId(params.id);
    if (id === undefined || !(await allowList.remove(id))) throw new NotFound('No operation of this id is registered.');
    return reply.code(204).send();
  });
}

/** Hashes are compared, so that time tells nothing, not even the length. */
function holdsKey(authorization: string | undefined, key: string): boolean {
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', key, 'buffer'));
}

/** @throws {BadUserInput} */
function offeredIn(body: unknown): { readonly operations: readonly OfferedOperation[]; readonly client: string | undefined } {
  const { operations, client } = (body ?? {}) as { readonly operations?: unknown; readonly client?: unknown };
  if (client !== undefined && (typeof client !== 'string' || !clientName.test(client)))
    throw new BadUserInput('The client must be a name of letters, digits and . _ - @ /.', { argument: 'client' });
  if (!Array.isArray(operations) || !operations.every(isOffered))
    throw new BadUserInput('The operations must be a list of objects with a text.', { argument: 'operations' });
  return { operations, client };
}

function isOffered(value: unknown): value is OfferedOperation {
  const { id, text } = (value ?? {}) as { readonly id?: unknown; readonly text?: unknown };
  return typeof text === 'string' && text !== '' && (id === undefined || typeof id === 'string');
}
