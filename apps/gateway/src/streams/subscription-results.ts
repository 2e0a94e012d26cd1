import { BadUserInput, OperationTooComplex } from '@health-graph/errors';
import type { CompiledSubscription, EventScope, OperationResult, SubscribeOptions } from '@health-graph/plan-executor';
import type { FormattedExecutionResult } from 'graphql';
import { formatted, receiveFromSubgraph, releaseToClient } from '../answers.ts';
import { type AskedOperation, refusal } from '../graph.ts';
import type { GraphVersion } from '../hot-swap/graph-version.ts';
import type { GraphVersions } from '../hot-swap/graph-versions.ts';
import type { RequestContext } from '../request-context.ts';
import type { CallerSession } from './caller-session.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import type { Gates } from './gates.ts';
import { tokenEnded } from './stream-end.ts';

export interface SubscriptionOptions {
  readonly versions: GraphVersions;
  readonly gates: Gates;
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
  const { graph, release } = options.versions.lease();
  const opening = createDeadline(signal, options.timeoutMs);
  try {
    const context = await session.newContext(graph, opening.signal);
    const subscription = await permittedSubscription(asked, context, graph);
    if ('result' in subscription) yield await written(subscription.result, asked, context);
    else yield* eventResults(subscription.compiled, { asked, session, signal, opening, context, graph, options });
  } catch (failure) {
    if (signal.aborted) return;
    if (failure instanceof BadUserInput || failure instanceof OperationTooComplex) yield formatted({ errors: [refusal(failure)] });
    else throw failure;
  } finally {
    opening.clear();
    release();
  }
}

/** Nothing is streamed where nothing may be asked for: then there is one result, which says so. */
async function permittedSubscription(
  asked: AskedOperation,
  context: RequestContext,
  { graph }: GraphVersion,
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
  readonly graph: GraphVersion;
  readonly options: SubscriptionOptions;
}

/** What one event is filled with; let go of when it is, so that a stream at rest holds nothing of it. */
interface OpenEvent {
  readonly context: RequestContext;
  readonly deadline: Deadline;
  readonly leave: () => void;
}

async function* eventResults(
  compiled: CompiledSubscription,
  { asked, session, signal, opening, context: opened, graph: version, options }: OpenedStream,
): AsyncGenerator<FormattedExecutionResult, void, undefined> {
  const { gates, timeoutMs } = options;
  const { graph, sources } = version;
  const fingerprintKey = opened.fingerprint?.key;
  let event: OpenEvent | undefined;
  const end = (): void => {
    event?.deadline.clear();
    event?.leave();
    event = undefined;
  };
  const beginEvent = async (): Promise<EventScope> => {
    const leave = await gates.enter(asked.hash);
    const deadline = createDeadline(signal, timeoutMs);
    const context = await session.newContext(version, deadline.signal).catch((failure: unknown) => {
      deadline.clear();
      leave();
      throw failure;
    });
    event = { context, deadline, leave };
    // The same token permits the same; where it does not any more, the plan is another one, and the client has to ask anew.
    if (graph.permit(asked, context).refused !== undefined || context.fingerprint?.key !== fingerprintKey) throw tokenEnded();
    const receive: EventScope['receive'] = (given, request) => receiveFromSubgraph(given, request, context);
    return { fetch: graph.fetchFor(context), signal: deadline.signal, receive };
  };
  const open = openSource({ headers: opened.headers, requestId: opened.requestId, signer: opened.signer }, { sources, signal, opening });
  try {
    for await (const result of compiled.subscribe({ variables: asked.variables, open, beginEvent })) {
      const told = event === undefined ? undefined : await written(result, asked, (event as OpenEvent).context);
      end();
      if (signal.aborted || told === undefined) return;
      yield told;
    }
  } finally {
    end();
  }
}

/** The source is opened once, as the request that subscribed; nothing of it is kept. */
function openSource(
  by: Pick<RequestContext, 'headers' | 'requestId' | 'signer'>,
  { sources, signal, opening }: Pick<GraphVersion, 'sources'> & Pick<OpenedStream, 'signal' | 'opening'>,
): SubscribeOptions['open'] {
  let opener: typeof by | undefined = by;
  return async (request) => {
    if (opener === undefined) throw new Error('A source is opened once.');
    const { headers, requestId, signer } = opener;
    opener = undefined;
    const source = await sources.open(request, { headers: { ...headers, 'x-request-id': requestId }, signer }, signal);
    opening.clear();
    return source;
  };
}

async function written(result: OperationResult, asked: AskedOperation, { audit }: RequestContext): Promise<FormattedExecutionResult> {
  const released = releaseToClient(result);
  await audit?.finish(asked, released);
  return formatted(released) as FormattedExecutionResult;
}
