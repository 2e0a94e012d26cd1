import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InvalidConfiguration } from '@health-graph/errors';
import type { FastifyInstance } from 'fastify';
import { readConfig } from './config.ts';
import { createDocumentPlugin } from './document-plugin.ts';
import { createGraph } from './graph.ts';
import { createHttpServer } from './http-server.ts';
import { maskError } from './mask-errors.ts';
import type { RequestContext } from './request-context.ts';
import type { Config, GatewaySettings } from './settings.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { type LoadedSupergraph, loadSupergraph } from './supergraph.ts';

export type { Authorization, GatewaySettings, Limits } from './settings.ts';

export interface RunningGateway {
  /** The GraphQL endpoint. */
  readonly url: string;
  /** Stops listening, lets requests on their way end, then closes all connections. */
  close(): Promise<void>;
}

/** @throws InvalidConfiguration naming each setting that is missing or wrong */
export async function start(settings: GatewaySettings): Promise<RunningGateway> {
  const config = await readConfig(settings);
  const supergraph = loadSupergraph(config.supergraphSdl, config.subgraphUrls);
  checkAuthorization(config, supergraph);
  const apollo = createApollo(config, supergraph);
  await apollo.start();
  let isReady = true;
  const server = await createHttpServer({ apollo, config, isReady: () => isReady });
  await listen(server, config);
  return {
    url: `${server.listeningOrigin}/graphql`,
    close: async () => {
      isReady = false;
      await drain(server, config.drainTimeoutMs);
      await apollo.stop();
    },
  };
}

/** Serving classes without enforcing them must be asked for in so many words, and never happens by forgetting a flag. */
function checkAuthorization({ isOpen, authorization }: Config, { hasClasses }: LoadedSupergraph): void {
  if (isOpen && hasClasses)
    throw new InvalidConfiguration('An open gateway refuses a supergraph whose fields carry classes.', { setting: 'open' });
  if (!isOpen && authorization === 'required') {
    throw new InvalidConfiguration(
      'This version cannot enforce authorization yet; say open, or authorization: not-enforced for development.',
      {
        setting: 'authorization',
      },
    );
  }
}

function createApollo(config: Config, supergraph: LoadedSupergraph): ApolloServer<RequestContext> {
  const client = createSubgraphClient({
    subgraphs: supergraph.subgraphs,
    timeoutMs: config.requestTimeoutMs,
    answerBytes: config.limits.answerBytes,
  });
  return new ApolloServer<RequestContext>({
    gateway: createGraph({ ...config, supergraph, client }),
    csrfPrevention: true,
    documentStore: null,
    formatError: maskError,
    includeStacktraceInErrorResponses: false,
    introspection: config.hasIntrospection,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    plugins: [
      createDocumentPlugin({ limits: config.limits, hasIntrospection: config.hasIntrospection }, config.operationCacheEntries),
      // A hospital's gateway phones nobody, whatever the environment says.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}

async function listen(server: FastifyInstance, { port, host }: Config): Promise<void> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    throw new InvalidConfiguration('The gateway cannot listen on this address.', { setting: 'port', port }, { cause });
  }
}

async function drain(server: FastifyInstance, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), timeoutMs);
  await server.close();
  clearTimeout(timer);
}
