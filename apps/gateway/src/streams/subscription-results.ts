import { BadUserInput, OperationTooComplex } from '@health-graph/errors';
import type { CompiledSubscription, EventScope, OperationResult } from '@health-graph/plan-executor';
import type { FormattedExecutionResult } from 'graphql';
import { formatted, receiveFromSubgraph, releaseToClient } from '../answers.ts';
import { type AskedOperation, type Graph, refusal } from '../graph.ts';
import type { RequestContext } from '../request-context.ts';
import type { CallerSession } from './caller-session.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import type { SourceStreams } from './source-streams.ts';
import { tokenEnded } from './stream-end.ts';

export interface SubscriptionOptions {
  readonly graph: Pick<Graph, 'permit' | 'fetchFor'>;
  readonly sources: SourceStreams;
  /** For a stream to begin, and for filling one event. */
  readonly timeoutMs: number;
}

/**
 * One result for each event, each as a request of its own would get it: the token is looked at again, what its caller may ask for is decided again, a
 * new signature proves who asks, and the result leaves when it is in the log.
 */
export async function* subscriptionResults(
  asked: AskedOperation,
  session: CallerSession,
  signal: AbortSignal,
  options: SubscriptionOptions,
): AsyncGenerator<FormattedExecutionResult, void, undefined> {
  const opening = createDeadline(signal, options.timeoutMs);
  try {
    const context = await session.newContext(opening.signal);
    const subscription = await permittedSubscription(asked, context, options);
    if ('result' in subscription) yield await written(subscription.result, asked, context);
    else yield* eventResults(subscription.compiled, { asked, session, signal, opening, context, options });
  } catch (failure) {
    if (signal.aborted) return;
    if (failure instanceof BadUserInput || failure instanceof OperationTooComplex) yield formatted({ errors: [refusal(failure)] });
    else throw failure;
  } finally {
    opening.clear();
  }
}

/** Nothing is streamed where nothing may be asked for: then there is one result, which says so. */
async function permittedSubscription(
  asked: AskedOperation,
  context: RequestContext,
  { graph }: SubscriptionOptions,
): Promise<{ readonly compiled: CompiledSubscription } | { readonly result: OperationResult }> {
  const known = graph.permit(asked, context);
  if (known.refused !== undefined) return { result: { errors: known.refused } };
  const compiled = known.operation.subscription();
  if (compiled !== undefined) return { compiled };
  const { variables } = asked;
  return { result: await known.operation.compiled().execute({ variables, fetch: graph.fetchFor(context), signal: context.signal }) };
}

interface OpenedStream {
  readonly asked: AskedOperation;
  readonly session: CallerSession;
  readonly signal: AbortSignal;
  readonly opening: Deadline;
  /** Of the request that opened the stream. */
  readonly context: RequestContext;
  readonly options: SubscriptionOptions;
}

async function* eventResults(
  compiled: CompiledSubscription,
  { asked, session, signal, opening, context: opened, options }: OpenedStream,
): AsyncGenerator<FormattedExecutionResult, void, undefined> {
  const { graph, sources, timeoutMs } = options;
  let deadline = opening;
  let context = opened;
  const beginEvent = async (): Promise<EventScope> => {
    deadline = createDeadline(signal, timeoutMs);
    context = await session.newContext(deadline.signal);
    // The same token permits the same; where it does not any more, the plan is another one, and the client has to ask anew.
    const known = graph.permit(asked, context);
    if (known.refused !== undefined || context.fingerprint?.key !== opened.fingerprint?.key) throw tokenEnded();
    const current = context;
    const receive: EventScope['receive'] = (event, request) => receiveFromSubgraph(event, request, current);
    return { fetch: graph.fetchFor(current), signal: deadline.signal, receive };
  };
  const by = { headers: { ...opened.headers, 'x-request-id': opened.requestId }, signer: opened.signer };
  const open = async (request: Parameters<SourceStreams['open']>[0]) => {
    const source = await sources.open(request, by, signal);
    opening.clear();
    return source;
  };
  try {
    for await (const result of compiled.subscribe({ variables: asked.variables, open, beginEvent })) {
      const told = await written(result, asked, context);
      deadline.clear();
      if (signal.aborted) return;
      yield told;
    }
  } finally {
    deadline.clear();
  }
}

async function written(result: OperationResult, asked: AskedOperation, { audit }: RequestContext): Promise<FormattedExecutionResult> {
  const released = releaseToClient(result);
  await audit?.finish(asked, released);
  return formatted(released) as FormattedExecutionResult;
}
