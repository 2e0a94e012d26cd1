import {
  createRequestPermissions,
  type FactsSource,
  type OnRefusedRow,
  type PolicyTable,
  parsePolicyTable,
  type RequestPermissions,
} from '@health-graph/permissions';
import type { FastifyRequest } from 'fastify';
import { factsOfIdentity, factsOfItself } from './facts-of-identity.ts';
import type { FactsOf } from './facts-source.ts';
import { rawBodyOf } from './http-server.ts';
import type { SubgraphConfig, SubgraphRequest } from './start-subgraph.ts';
import type { CallerClaims } from './trust/caller-claims.ts';
import { createEndpointTrust } from './trust/endpoint-trust.ts';
import type { PublishedKeys } from './trust/key-pair.ts';
import type { TrustKeyRing } from './trust/key-ring.ts';
import { trustHeader } from './trust/signed-header.ts';

export interface RequestJudgeOptions {
  readonly name: string;
  readonly policies: string;
  readonly factsOf?: FactsOf;
  readonly trustKeys?: TrustKeyRing;
  readonly config: SubgraphConfig;
  readonly now: () => number;
}

/** Finds out, for each request, who asks and what is decided for them. */
export interface RequestJudge {
  readonly table: PolicyTable;
  readonly publishedKeys: () => PublishedKeys;
  /** @throws {Unauthenticated} for a request that the gateway did not sign for this endpoint */
  judge(request: FastifyRequest, onRefusedRow: OnRefusedRow): Promise<JudgedRequest>;
  /** Called once requests are taken: what this subgraph knows of callers itself, others of its process ask here. */
  listensAt(url: string): void;
  close(): Promise<void>;
}

export interface JudgedRequest extends Omit<SubgraphRequest, 'headers'> {
  /** What is decided for the same caller now, for each event of a stream: nothing is kept from before. */
  again(onRefusedRow: OnRefusedRow): RequestPermissions;
}

export function requestPermissions({ name, policies, factsOf, trustKeys, config, now }: RequestJudgeOptions): RequestJudge {
  const table = parsePolicyTable(config.policies ?? policies);
  const trust = createEndpointTrust(config.endpoint === undefined ? name : `${name}.${config.endpoint}`, config.trust, {
    now,
    keys: trustKeys,
  });
  const given = config.factsOf ?? factsOf;
  const own = given === undefined ? undefined : factsOfItself(given, now);
  const known = own ?? factsOfIdentity({ ...config, now });
  return {
    table,
    publishedKeys: trust.published,
    judge: async (request, onRefusedRow) => {
      const header = request.headers[trustHeader];
      const { requestId, caller }: CallerClaims = await trust.verify({
        header,
        method: request.method,
        path: request.url,
        body: rawBodyOf(request),
      });
      const passedOn = typeof header === 'string' ? header : undefined;
      const decided = (facts: FactsSource, onRefusedRow: OnRefusedRow) => createRequestPermissions({ table, caller, facts, onRefusedRow });
      return {
        requestId,
        permissions: decided(caller ? known.ofRequest(caller, requestId, passedOn) : noFacts, onRefusedRow),
        again: (onRefusedRow) => decided(caller ? known.of(caller, passedOn) : noFacts, onRefusedRow),
      };
    },
    listensAt: (url) => own?.share(url, config.internalSecret),
    close: async () => {
      trust.close();
      await known.close();
    },
  };
}

const noFacts: FactsSource = {
  of: () => Promise.reject(new Error('Nobody signed in; there is nothing to ask.')),
  ofRelated: () => Promise.reject(new Error('Nobody signed in; there is nothing to ask.')),
};
