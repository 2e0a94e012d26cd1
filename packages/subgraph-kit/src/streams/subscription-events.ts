import { BadUserInput, HealthGraphError } from '@health-graph/errors';
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Logger } from 'pino';
import { answerError, withoutRepetition } from '../answer-error.ts';
import { checkArguments } from '../check-arguments.ts';
import { type GuardedContext, guardOf } from '../guards/guarded-context.ts';
import { type OperationLimits, operationLimits } from '../operation-limits.ts';
import { interruptible } from './interruptible.ts';

export interface SubscriptionOptions {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  readonly log: Logger;
}

/** A context for the start of a stream and one for each event: what was permitted at one event is asked again at the next. */
export type NewContext = () => GuardedContext | Promise<GuardedContext>;

/** What one stream is about. */
interface Subscription {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Operations that were read, by their text: many streams ask the same. */
const maxKept = 500;

/**
 * The results of a subscription, as a fetch would answer each of its events; a refusal is a result, too. Whatever happens after this settled is
 * among them.
 */
export type OpenSubscription = (
  body: unknown,
  newContext: NewContext,
) => Promise<AsyncGenerator<FormattedExecutionResult, void, undefined>>;

export function createSubscriptions(options: SubscriptionOptions): OpenSubscription {
  const { schema, limits } = options;
  const known = new Map<string, DocumentNode>();
  const documentOf = (query: string): DocumentNode => {
    const kept = known.get(query);
    if (kept !== undefined) return kept;
    const document = parsed(query, limits);
    const [fault] = validate(schema, document, [...specifiedRules, operationLimits(limits)], { maxErrors: 1 });
    if (fault !== undefined) throw asInput(fault);
    if (known.size >= maxKept) known.clear();
    known.set(query, document);
    return document;
  };
  const told = (errors: readonly unknown[]): FormattedExecutionResult => ({ errors: withoutRepetition(errors.map(toldOf(options.log))) });
  return async (body, newContext) => {
    try {
      const subscription = readSubscription(schema, body, documentOf);
      const source = await openSource(schema, subscription, await newContext());
      if (!isIterable(source)) return once(told(source.errors ?? []));
      return interruptible((signal) => filled(source, { ...subscription, ...options }, newContext, signal));
    } catch (failure) {
      return once(told([failure]));
    }
  };
}

async function* once(result: FormattedExecutionResult): AsyncGenerator<FormattedExecutionResult, void, undefined> {
  yield result;
}

function parsed(query: string, { maxTokens }: OperationLimits): DocumentNode {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch (failure) {
    if (failure instanceof GraphQLError) failure.extensions['code'] = 'GRAPHQL_PARSE_FAILED'; // As Apollo Server calls it.
    throw failure;
  }
}

function readSubscription(schema: GraphQLSchema, body: unknown, documentOf: (query: string) => DocumentNode): Subscription {
  const { query, operationName, variables } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof query !== 'string') throw new BadUserInput('There is no operation.', { argument: 'query' });
  const document = documentOf(query);
  const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : undefined);
  if (operation?.operation !== 'subscription') throw new BadUserInput('Only a subscription is a stream.', { argument: 'query' });
  const given = typeof variables === 'object' && variables !== null ? (variables as Subscription['variables']) : {};
  checkArguments(schema, document, operation, given);
  return { document, operation, variables: given };
}

const openSource = (schema: GraphQLSchema, subscription: Subscription, contextValue: GuardedContext) =>
  createSourceEventStream({ ...executionOf(schema, subscription), contextValue });

const executionOf = (schema: GraphQLSchema, { document, operation, variables }: Subscription) => ({
  schema,
  document,
  variableValues: variables,
  ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
});

async function* filled(
  source: AsyncIterable<unknown>,
  subscription: Subscription & SubscriptionOptions,
  newContext: NewContext,
  signal: AbortSignal,
): AsyncGenerator<FormattedExecutionResult, void, undefined> {
  const { schema, log } = subscription;
  const events = source[Symbol.asyncIterator]();
  const end = (): void => void events.return?.().catch(() => undefined); // What it throws is thrown by `next`, too.
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    for (let event = await events.next(); event.done !== true && !signal.aborted; event = await events.next()) {
      const contextValue = await newContext();
      const { data, errors } = await execute({ ...executionOf(schema, subscription), contextValue, rootValue: event.value });
      // A row that the caller may not see is not there: that something happened to it would be a sign of it.
      if (errors === undefined && Object.values(data ?? {}).every((value) => value === null)) continue;
      yield {
        ...(data === undefined ? {} : { data }),
        ...(errors === undefined ? {} : { errors: withoutRepetition(errors.map(toldOf(log))) }),
        extensions: { audit: { entries: guardOf(contextValue).notes.entries() } },
      };
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

const toldOf = (log: Logger) => (failure: unknown) => answerError(failure, (cause) => log.error({ error: cause }, 'A stream failed.'));

const isIterable = (source: AsyncIterable<unknown> | object): source is AsyncIterable<unknown> => Symbol.asyncIterator in source;

/** What the schema refuses is the caller's mistake, as it is in a query. */
function asInput(fault: GraphQLError): Error {
  return fault.originalError instanceof HealthGraphError ? fault.originalError : new BadUserInput(fault.message, {}, { cause: fault });
}
