import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import type { RedisClientType } from 'redis';
import type { Documents } from '../documents.ts';
import type { RequestLog } from '../observability/request-log.ts';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { Config } from '../settings.ts';
import { type AllowList, openAllowList } from './allow-list.ts';
import { createNamedOperations, type ReadNamed, registeredOnly } from './named-operations.ts';
import { keepsNothing, persistedQueries } from './persisted-queries.ts';
import { createPublisher } from './publish.ts';
import { serveOperations } from './routes.ts';

/** Which operations run, and how they are named instead of sent. */
export interface OperationRules {
  readonly named: ReadNamed;
  /** The documents that may run. */
  guard(documents: Documents): Documents;
  /** How Apollo Server keeps what clients send it to be named later; nothing where only registered ones run. */
  readonly persistedQueries: Pick<ApolloServerOptions<BaseContext>, 'persistedQueries'>;
  /** Serves the list where it can be published to; `documents` are what is current when they are asked for. */
  serve(server: FastifyInstance, current: CurrentDocuments): void;
  close(): Promise<void>;
}

export interface CurrentDocuments {
  /** Not guarded. */
  readonly documents: () => Documents;
  readonly rateLimits: RateLimits | undefined;
}

type RulesConfig = Pick<Config, 'operations' | 'allowList'>;

/** @throws {StoreUnavailable} when the list cannot be read */
export async function openOperationRules(
  { operations: mode, allowList: settings }: RulesConfig,
  log: RequestLog,
  redis: RedisClientType | undefined,
): Promise<OperationRules> {
  const kept = { persistedQueries: { cache: mode === 'registered' ? keepsNothing : persistedQueries(redis) } };
  if (settings === undefined) {
    const named = createNamedOperations({ allowList: undefined, mode });
    return { named, persistedQueries: kept, guard: (documents) => documents, serve: () => undefined, close: async () => undefined };
  }
  const allowList = await openAllowList({ settings, onRefresh: log.allowListRefreshed });
  return {
    named: createNamedOperations({ allowList, mode }),
    persistedQueries: kept,
    guard: (documents) => (mode === 'registered' ? registeredOnly(documents, allowList) : documents),
    serve: (server, current) => serveList(server, current, allowList, settings.publishKey),
    close: allowList.close,
  };
}

function serveList(server: FastifyInstance, current: CurrentDocuments, allowList: AllowList, publishKey: string | undefined): void {
  if (publishKey === undefined) return;
  const documents: Documents = { check: (...asked) => current.documents().check(...asked) };
  const publisher = createPublisher({ allowList, documents, now: () => new Date() });
  serveOperations(server, { publisher, allowList, publishKey, rateLimits: current.rateLimits });
}
