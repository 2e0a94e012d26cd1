import { BadUserInput, OperationTooComplex } from '@health-graph/errors';
import type { FormattedExecutionResult } from 'graphql';
import { formatted, receiveFromSubgraph } from '../answers.ts';
import { refusal } from '../graph.ts';
import type { GraphVersions } from '../hot-swap/graph-versions.ts';
import { type BoundSubscription, bindSubscription, onlyResult, wrongOperation } from './bound-subscription.ts';
import type { CallerSession } from './caller-session.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { type FollowedSubscription, followGraph } from './followed-subscription.ts';
import type { Gates } from './gates.ts';
import type { PreparedOperation } from './prepare-operation.ts';
import { graphChanged, tokenEnded } from './stream-end.ts';
import { written } from './written-result.ts';

export interface SubscriptionOptions {
  readonly versions: GraphVersions;
  readonly gates: Gates;
  /** For a stream to begin, and for filling one event. */
  readonly timeoutMs: number;
}

/** On whose behalf events are taken, and until when. */
interface Listening {
  readonly session: CallerSession;
  readonly signal: AbortSignal;
  readonly options: SubscriptionOptions;
}

/**
 * One result for each event, each as a request of its own would get it: the token is looked at again, what its caller may ask for is decided again, a
 * new signature proves who asks, and the result leaves when it is in the log. A generator at rest holds nothing of any version of the graph but what
 * `followGraph` replaces.
 */
export async function* subscriptionResults(
  asked: PreparedOperation,
  session: CallerSession,
  signal: AbortSignal,
  options: SubscriptionOptions,
): AsyncGenerator<FormattedExecutionResult, void, undefined> {
  const listening = { session, signal, options };
  let stream: OpenStream | undefined;
  try {
    const opened = await openStream(asked, listening);
    if ('told' in opened) return yield opened.told;
    stream = opened;
    for await (const event of stream.events) {
      const told = await eventResult(event, stream.followed, listening);
      if (signal.aborted) return;
      yield told;
    }
    if (stream.ending.lost !== undefined && !signal.aborted) throw stream.ending.lost.failure;
  } catch (failure) {
    if (signal.aborted) return;
    if (failure instanceof BadUserInput || failure instanceof OperationTooComplex) yield formatted({ errors: [refusal(failure)] });
    else throw failure;
  } finally {
    stream?.followed.close();
  }
}

interface OpenStream {
  readonly events: AsyncIterable<unknown>;
  readonly followed: FollowedSubscription;
  readonly ending: Ending;
}

/** The source is opened once, as the request that subscribed; nothing of that is kept. */
async function openStream(
  asked: PreparedOperation,
  listening: Listening,
): Promise<OpenStream | { readonly told: FormattedExecutionResult }> {
  const { session, signal, options } = listening;
  const opening = createDeadline(signal, options.timeoutMs);
  try {
    const binding = await bindSubscription(asked, session, opening.signal, options.versions);
    if ('errors' in binding) return { told: wrongOperation(binding.errors) };
    if ('unbound' in binding) return { told: await onlyResult(binding.unbound) };
    const { bound, context } = binding;
    const by = { headers: { ...context.headers, 'x-request-id': context.requestId }, signer: context.signer };
    const ending = createEnding(signal);
    const followed = followGraph(bound, {
      versions: options.versions,
      rebind: (before) => rebound(before, listening),
      onLost: ending.end,
    });
    try {
      return { events: await bound.lease.graph.sources.open(bound.source, by, ending.signal), followed, ending };
    } catch (failure) {
      followed.close();
      throw ending.lost === undefined ? failure : ending.lost.failure;
    }
  } finally {
    opening.clear();
  }
}

/** The source is not opened again: what happened meanwhile would be lost, and nobody told. */
async function rebound(before: BoundSubscription, { session, signal, options }: Listening): Promise<BoundSubscription> {
  const leave = await options.gates.enter('swap');
  const deadline: Deadline = createDeadline(signal, options.timeoutMs);
  try {
    const binding = await bindSubscription(before.asked, session, deadline.signal, options.versions);
    if ('bound' in binding && binding.bound.sourceKey === before.sourceKey) return binding.bound;
    if ('bound' in binding) binding.bound.lease.release();
    if ('unbound' in binding) binding.unbound.lease.release();
    throw graphChanged();
  } finally {
    deadline.clear();
    leave();
  }
}

/** Filled by one version from its beginning to its end. */
async function eventResult(
  event: unknown,
  followed: FollowedSubscription,
  { session, signal, options }: Listening,
): Promise<FormattedExecutionResult> {
  const leave = await options.gates.enter(followed.bound.asked.hash);
  const { asked, compiled, fingerprintKey, lease } = followed.bound;
  const { graph: version, release } = lease.share();
  const deadline = createDeadline(signal, options.timeoutMs);
  try {
    const context = await session.newContext(version, deadline.signal);
    // The same token permits the same; where it does not any more, the plan is another one, and the client has to ask anew.
    if (version.graph.permit(asked, context).refused !== undefined || context.fingerprint?.key !== fingerprintKey) throw tokenEnded();
    const result = await compiled.fill(event, {
      variables: asked.variables,
      fetch: version.graph.fetchFor(context),
      signal: deadline.signal,
      receive: (given, request) => receiveFromSubgraph(given, request, context),
    });
    return await written(result, asked, context);
  } finally {
    deadline.clear();
    leave();
    release();
  }
}

/** How the source of a stream ends: with the client, or because it cannot go on. */
interface Ending {
  readonly signal: AbortSignal;
  readonly lost: { readonly failure: unknown } | undefined;
  end(failure: unknown): void;
}

function createEnding(client: AbortSignal): Ending {
  const controller = new AbortController();
  let lost: Ending['lost'];
  client.addEventListener('abort', () => controller.abort(), { once: true });
  if (client.aborted) controller.abort();
  return {
    signal: controller.signal,
    get lost() {
      return lost;
    },
    end: (failure) => {
      lost = { failure };
      controller.abort();
    },
  };
}
