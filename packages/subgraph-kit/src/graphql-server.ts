import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { HealthGraphError } from '@health-graph/errors';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { answerError, withoutRepetition } from './answer-error.ts';
import { checkArguments } from './check-arguments.ts';
import { guardOf } from './guards/guarded-context.ts';
import { type OperationLimits, operationLimits } from './operation-limits.ts';

export interface GraphqlServerOptions<Context extends object> {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  readonly log: Logger;
  readonly plugins: readonly ApolloServerPlugin<Context>[];
}

/** Apollo Server as every subgraph runs it: limits, one error mapping, nothing sent to anybody. */
export function graphqlServer<Context extends object>(options: GraphqlServerOptions<Context>): ApolloServer<Context> {
  const { schema, limits, introspection, log, plugins } = options;
  return new ApolloServer<Context>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    csrfPrevention: false, // POST with application/json only, and never from a browser.
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: [operationLimits(limits)],
    formatError: (_formatted, error) => answerError(error, (failure) => log.error({ error: failure }, 'A request failed.')),
    logger: quiet(log),
    plugins: [
      requestChecks<Context>(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ...plugins,
    ],
  });
}

/** What is checked between validation and execution, and what is tidied before the answer leaves. */
function requestChecks<Context extends object>(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (operation) asRequestError(() => checkArguments(schema, document, operation, request.variables ?? {}));
        },
        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          response.body.singleResult = {
            ...singleResult,
            ...(singleResult.errors && { errors: withoutRepetition(singleResult.errors) }),
            // Without its own account of what it showed, the gateway drops an answer.
            extensions: { ...singleResult.extensions, audit: { entries: guardOf(contextValue).notes.entries() } },
          };
        },
      };
    },
  };
}

/** A failure before execution is the whole answer, so it sets the HTTP status. */
function asRequestError(check: () => void): void {
  try {
    check();
  } catch (failure) {
    if (!(failure instanceof HealthGraphError)) throw failure;
    throw new GraphQLError(failure.message, { originalError: failure, extensions: { http: { status: failure.httpStatus } } });
  }
}

/** Apollo's own remarks may quote requests; only that there was one is kept. */
const quiet = (log: Logger) => ({
  debug: () => undefined,
  info: () => undefined,
  warn: () => log.warn('Apollo Server warned.'),
  error: () => log.error('Apollo Server reported an error.'),
});
