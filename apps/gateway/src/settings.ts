import type { AllowListSettings, OperationsMode } from './allow-list/settings.ts';
import type { AuditSettings } from './audit/gateway-audit.ts';
import type { BulkheadSettings } from './bulkheads/settings.ts';
import type { SubgraphUrls } from './endpoints.ts';
import type { HorizontalConfig, HorizontalSettings } from './horizontal/settings.ts';
import type { SupergraphSource } from './hot-swap/supergraph-source.ts';

import type { ObservabilityConfig, ObservabilitySettings } from './observability/settings.ts';
import type { RateLimitSettings } from './rate-limits/rate-limits.ts';
import type { RegistrySettings } from './registry/settings.ts';

/** What a caller of `start` may set; everything but the supergraph and the port has a default. */
export interface GatewaySettings {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** A file with the supergraph SDL; or its text in `supergraphSdl`, or whatever gives it. One of the three. */
  readonly supergraphFile?: string;
  readonly supergraphSdl?: string;
  readonly supergraphSource?: SupergraphSource;
  /** What partners publish is part of the supergraph; instead of the three. Default none. */
  readonly registry?: RegistrySettings;
  /** Whether changes of `supergraphFile` are taken while the gateway runs. Default false. */
  readonly watchSupergraph?: boolean;
  /** Replaces the URLs that the supergraph names, by subgraph; by endpoint, too, where several hospitals serve one subgraph. */
  readonly subgraphUrls?: SubgraphUrls;
  /** No sign-in and no classes: refused when the supergraph carries any. Default false. */
  readonly open?: boolean;
  /** The OpenID provider whose access tokens are taken, letter for letter as in `iss`. Needed unless the gateway is open. */
  readonly issuer?: string;
  /** What access tokens must be for; `aud`. Needed unless the gateway is open. */
  readonly audience?: string;
  /** A file with the policy table, or its text in `policies`, never both. Needed unless the gateway is open. */
  readonly policiesFile?: string;
  readonly policies?: string;
  /** What becomes of an operation that asks for something its caller may not ask for. Default `filter`. */
  readonly refusalMode?: RefusalMode;
  /** A secret of at least 32 characters that replicas share, so that they have the same trust keys. Default: keys of each start's own. */
  readonly trustSecret?: string;
  /** How long a trust key is in use; the next one is published as long before. Default 3,600,000. */
  readonly trustRotationMs?: number;
  /** `registered`: only published operations run. Default `any`. */
  readonly operations?: OperationsMode;
  /** Where published operations are kept. Default nowhere; needed where only registered ones run. */
  readonly allowList?: AllowListSettings;
  /** Where it is written down what every request saw; `none` for nowhere. Needed unless the gateway is open. */
  readonly audit?: AuditSettings | 'none';
  /** How many requests are taken; `none` for any number. Default: the limits of `RateLimitSettings` where authorization is required, else none. */
  readonly rateLimits?: RateLimitSettings | 'none';
  /** A Redis server that the replicas share, for what may be lost. Default none: each counts for itself. */
  readonly redisUrl?: string;
  /** Request headers that are passed on to subgraphs as they came. Default none. */
  readonly forwardHeaders?: readonly string[];
  /** How long one request may take in all. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** How long `close` waits for requests on their way. Default 10,000. */
  readonly drainTimeoutMs?: number;
  /** Whether clients may ask for the schema, and GraphiQL is served. Default true. */
  readonly introspection?: boolean;
  /** Whether answers tell the estimated cost in `extensions.cost`. Default false. */
  readonly reportCost?: boolean;
  /** What a visitor of GraphiQL finds in the editor. Default: a question about the schema. */
  readonly defaultQuery?: string;
  readonly limits?: Partial<Limits>;
  /** What one endpoint may cost the others. */
  readonly bulkheads?: Partial<BulkheadSettings>;
  readonly streams?: Partial<StreamSettings>;
  /** Origins whose pages may read answers, such as `https://portal.example.vn`. Default none. */
  readonly corsOrigins?: readonly string[];
  /** Answers from this size on are compressed for clients that accept it. Default 8,192. */
  readonly compressFromBytes?: number;
  /** Kept compiled operations, newest first. Default 1,000. */
  readonly operationCacheEntries?: number;
  /** What answers and entities that are public may take in memory; 0: none is kept. Default 33,554,432. */
  readonly cacheBytes?: number;
  readonly observability?: ObservabilitySettings;
  /** How subgraphs are joined that several hospitals serve. Needed where `subgraphUrls` names several endpoints of one. */
  readonly horizontal?: HorizontalSettings;
}

/** `filter`: what is refused is null and an error, the rest of the answer stands. `reject`: nothing of the operation is executed. */
export type RefusalMode = 'filter' | 'reject';

/** What one request may be. */
export interface Limits {
  /** Bytes of the request body. Default 1 MB. */
  readonly bodyBytes: number;
  /** Tokens of the document. Default 15,000. */
  readonly tokens: number;
  /** Nested selections, fragments counted where they are spread. Default 30. */
  readonly depth: number;
  /** Aliases in the document. Default 200. */
  readonly aliases: number;
  /** Directives in the document. Default 200. */
  readonly directives: number;
  /** Selected fields, fragments counted where they are spread. Default 5,000. */
  readonly fields: number;
  /** Estimated cost, by `@cost` and `@listSize`: objects that the answer may hold. Default 1,000,000. */
  readonly cost: number;
  /** Bytes of one subgraph's answer. Default 32 MB. */
  readonly answerBytes: number;
}

/** How many streams there are, and how long nothing may happen on one. */
export interface StreamSettings {
  /** Operations at a time on one WebSocket. Default 100. */
  readonly perConnection: number;
  /** Connections and operations on them at a time, of one account, or of one address that nobody signed in from. Default 300. */
  readonly perCaller: number;
  /** How often something is sent where nothing happens, and a token is looked at again. Default 12,000. */
  readonly heartbeatMs: number;
  /** How long a client may leave an event unread. Default 10,000. */
  readonly slowReaderMs: number;
}

/** What it takes to know who asks, and to tell subgraphs. */
export interface EnforcementConfig {
  readonly issuer: string;
  readonly audience: string;
  /** The text of the policy table. */
  readonly policies: string;
  readonly trustSecret: string | undefined;
  readonly trustRotationMs: number;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly supergraph: SupergraphSource;
  /** What gives the supergraph, in the place of the source, once it is open. */
  readonly registry: RegistrySettings | undefined;
  readonly subgraphUrls: SubgraphUrls;
  readonly isOpen: boolean;
  /** Absent: the gateway is open. */
  readonly enforcement: EnforcementConfig | undefined;
  readonly refusalMode: RefusalMode;
  readonly operations: OperationsMode;
  readonly allowList: AllowListSettings | undefined;
  readonly audit: AuditSettings | undefined;
  readonly rateLimits: RateLimitSettings | undefined;
  readonly redisUrl: string | undefined;
  readonly forwardHeaders: readonly string[];
  readonly requestTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly hasIntrospection: boolean;
  readonly reportsCost: boolean;
  readonly defaultQuery: string | undefined;
  readonly limits: Limits;
  readonly bulkheads: BulkheadSettings;
  readonly streams: StreamSettings;
  readonly corsOrigins: readonly string[];
  readonly compressFromBytes: number;
  readonly operationCacheEntries: number;
  readonly cacheBytes: number;
  readonly observability: ObservabilityConfig;
  readonly horizontal: HorizontalConfig | undefined;
}
