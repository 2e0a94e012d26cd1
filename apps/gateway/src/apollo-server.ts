import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { OperationRules } from './allow-list/operation-rules.ts';
import { createAuditPlugin } from './audit/audit-plugin.ts';
import { createCacheHeaderPlugin } from './caches/shared-seconds.ts';
import { createDocumentPlugin } from './document-plugin.ts';
import type { Documents } from './documents.ts';
import type { Graph } from './graph.ts';
import { maskError } from './mask-errors.ts';
import type { Observability } from './observability/observability.ts';
import { quiet } from './observability/quiet.ts';
import type { RequestContext } from './request-context.ts';
import type { Config } from './settings.ts';
import { createDeferPlugin } from './streams/defer-plugin.ts';

export interface ApolloParts {
  readonly config: Pick<Config, 'hasIntrospection'>;
  readonly graph: Graph;
  readonly documents: Documents;
  readonly rules: Pick<OperationRules, 'named' | 'persistedQueries'>;
  readonly observability: Pick<Observability, 'plugin' | 'log'>;
}

/** The server of one graph: its schema is never replaced. */
export function createApollo({
  config,
  graph,
  documents,
  rules,
  observability: { plugin, log },
}: ApolloParts): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    gateway: graph.gateway,
    logger: quiet(log),
    csrfPrevention: true,
    documentStore: null,
    ...rules.persistedQueries,
    formatError: maskError,
    includeStacktraceInErrorResponses: false,
    introspection: config.hasIntrospection,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    plugins: [
      createDocumentPlugin(documents, rules.named),
      createDeferPlugin(graph),
      createCacheHeaderPlugin(),
      createAuditPlugin<RequestContext>(),
      plugin,
      // A hospital's gateway phones nobody, whatever the environment says.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}
