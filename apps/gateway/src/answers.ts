import type { OperationResult, SubgraphRequest } from '@health-graph/plan-executor';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { maskError } from './mask-errors.ts';
import type { RequestContext } from './request-context.ts';

/** Every answer of a subgraph passes here, parsed and not yet read by anybody. What it throws is reported in the place of the answer. */
export function receiveFromSubgraph(answer: unknown, { subgraph }: SubgraphRequest, { audit }: RequestContext): unknown {
  return audit === undefined ? answer : audit.take(subgraph, answer);
}

/** Errors as they leave where Apollo Server does not see to it. */
export function formatted<Result extends { readonly errors?: readonly GraphQLError[] | undefined }>(
  result: Result,
): Omit<Result, 'errors'> & { readonly errors?: readonly GraphQLFormattedError[] } {
  const { errors, ...rest } = result;
  return errors === undefined ? rest : { ...rest, errors: errors.map((error) => maskError(error.toJSON(), error)) };
}

/** Every result of an operation passes here on its way to the client; that it is written down first is for `createAuditPlugin` to see to. */
export function releaseToClient<Result extends Pick<OperationResult, 'errors'>>(result: Result): Result {
  // A subgraph's error must not choose the status or the headers of our answer.
  for (const error of result.errors ?? []) delete error.extensions['http'];
  return result;
}
