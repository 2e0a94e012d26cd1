import type { ApolloServer } from '@apollo/server';
import type { OperationRules } from '../allow-list/operation-rules.ts';
import { createApollo } from '../apollo-server.ts';
import { fieldsOf } from '../audit/fields-of.ts';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import type { Bulkheads } from '../bulkheads/bulkheads.ts';
import { openCaches } from '../caches/caches.ts';
import type { SharedCache } from '../caches/shared-cache.ts';
import { createDocuments, type Documents } from '../documents.ts';
import { type Admit, type BeginAudit, createDoor, newRequestId, openDoor } from '../door.ts';
import { watchDrift } from '../drift/watch-drift.ts';
import { type Endpoint, urlsOf } from '../endpoints.ts';
import { createGraph, type Graph, type GraphOptions } from '../graph.ts';
import type { Observability } from '../observability/observability.ts';
import type { OperationRecorder } from '../registry/operations/operation-recorder.ts';
import type { RequestContext } from '../request-context.ts';
import { delegatedRequests } from '../safety-check/delegated-requests.ts';
import type { SafetyProfile } from '../safety-check/safety-profile-route.ts';
import type { Config } from '../settings.ts';
import type { VerifyAccessToken } from '../sign-in/access-token.ts';
import { createSourceStreams, type SourceStreams } from '../streams/source-streams.ts';
import { createSubgraphClient, type SubgraphClient } from '../subgraph-client.ts';
import type { EndpointTrust, GatewayTrust } from '../trust/gateway-trust.ts';
import type { CheckedSupergraph } from './check-supergraph.ts';

/**
 * Everything that follows from one supergraph, and nothing of it ever changes: what is asked of a version is read, permitted, planned, signed, fetched,
 * filled in and written down by that version, whatever has become of the gateway meanwhile.
 */
export interface GraphVersion {
  /** Of its text. */
  readonly version: string;
  /** A server of its own, with the one schema that it will ever have. */
  readonly apollo: ApolloServer<RequestContext>;
  readonly graph: Graph;
  /** Documents that may run. */
  readonly documents: Documents;
  /** All documents, whether they are registered or not. */
  readonly unguarded: Documents;
  readonly sources: SourceStreams;
  /** Who asks, and what this version lets them. */
  readonly admit: Admit;
  /** Absent: there is nothing that pharmacy could ask for. */
  readonly safetyProfile: SafetyProfile | undefined;
  /** Lets the connections to its endpoints go; nobody asks it any more. */
  close(): Promise<void>;
}

/** What one gateway has once, for all versions. */
export interface GatewayParts {
  readonly config: Config;
  readonly observability: Observability;
  readonly audit: GatewayAudit | undefined;
  /** Absent: nothing is enforced. */
  readonly access: GatewayAccess | undefined;
  readonly rules: OperationRules;
  readonly bulkheads: Bulkheads;
  /** Absent: nobody asks which operations are in use. */
  readonly recorder?: Pick<OperationRecorder, 'note'> | undefined;
  /** What may be told to more than one caller; absent: nothing is kept. */
  readonly cache: SharedCache | undefined;
}

/** How it knows who asks, and proves it to others. */
export interface GatewayAccess {
  readonly verify: VerifyAccessToken;
  readonly trust: GatewayTrust;
}

export async function openGraphVersion(
  checked: CheckedSupergraph,
  { config, observability, audit, access, rules, bulkheads, recorder, cache }: GatewayParts,
): Promise<GraphVersion> {
  const { version, permissions } = checked;
  const supergraph = observability.supergraph(checked.supergraph);
  const { endpoints, apiSchema: schema } = supergraph;
  const { limits, hasIntrospection, requestTimeoutMs: timeoutMs } = config;
  const caches = openCaches({ version, supergraph, cache, observe: observability.cached });
  const client = caches.client(clientOf(endpoints, { config, observability, bulkheads }));
  const { showsPlans } = config.observability;
  const onAsked = notedBy(recorder);
  const { answers } = caches;
  const graph = createGraph({ ...config, supergraph, client, permissions, showsPlans, observability, onAsked, answers });
  const unguarded = createDocuments({ schema, limits, hasIntrospection }, config.operationCacheEntries);
  const documents = rules.guard(unguarded);
  const apollo = createApollo({ config, graph, documents, rules, observability });
  await apollo.start();
  const trust = access?.trust.with(urlsOf(endpoints));
  const isField = fieldsOf(supergraph.schema);
  const drift = watchDrift({
    client,
    endpoints,
    composed: supergraph.composed,
    signer: trust && (() => trust.signerFor({ requestId: newRequestId() })),
    everyMs: config.bulkheads.driftMs,
    onDrift: (endpoint, found) => bulkheads.noteDrift(endpoint, found) && observability.endpoints.onDrift(endpoint, found),
  });
  const beginAudit: BeginAudit = (requestId, signIn) => audit?.begin(requestId, signIn, isField);
  return {
    version,
    apollo,
    graph,
    documents,
    unguarded,
    sources: createSourceStreams({ endpoints, timeoutMs, answerBytes: limits.answerBytes }),
    admit: doorOf({ access, permissions, trust, beginAudit }),
    safetyProfile: delegatedRequests({ apollo, supergraph, permissions, trust, beginAudit }),
    close: () => {
      drift.close();
      return apollo.stop();
    },
  };
}

/** Each fetch is measured with all that it waits for. */
function clientOf(
  endpoints: readonly Endpoint[],
  { config, observability, bulkheads }: Pick<GatewayParts, 'config' | 'observability' | 'bulkheads'>,
): SubgraphClient {
  const { timeoutMs, concurrency: connections } = config.bulkheads;
  const client = createSubgraphClient({ endpoints, timeoutMs, answerBytes: config.limits.answerBytes, connections });
  return observability.client(bulkheads.before(client, endpoints));
}

/** By client: whose operations would break. */
function notedBy(recorder: GatewayParts['recorder']): GraphOptions['onAsked'] {
  return recorder && ((asked, { signIn }) => recorder.note({ ...asked, client: signIn?.clientId }));
}

interface DoorParts extends Pick<GatewayParts, 'access'>, Pick<CheckedSupergraph, 'permissions'> {
  readonly trust: EndpointTrust | undefined;
  readonly beginAudit: BeginAudit;
}

function doorOf({ access, permissions, trust, beginAudit }: DoorParts): Admit {
  if (access === undefined || permissions === undefined || trust === undefined) return openDoor(beginAudit);
  return createDoor({ verify: access.verify, permissions, trust, beginAudit });
}
