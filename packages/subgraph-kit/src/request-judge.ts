import { InvalidConfiguration } from '@health-graph/errors';
import {
  createRequestPermissions,
  type FactsSource,
  type OnRefusedRow,
  type PolicyTable,
  parsePolicyTable,
  type RequestPermissions,
} from '@health-graph/permissions';
import type { FastifyRequest } from 'fastify';
import { factsClient } from './facts-client.ts';
import { type FactsOf, factsFrom } from './facts-source.ts';
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
  close(): Promise<void>;
}

export interface JudgedRequest extends Omit<SubgraphRequest, 'headers'> {
  /** What is decided for the same caller now, for each event of a stream: nothing is kept from before. */
  again(onRefusedRow: OnRefusedRow): RequestPermissions;
}

export function requestPermissions({ name, policies, factsOf, trustKeys, config, now }: RequestJudgeOptions): RequestJudge {
  const table = parsePolicyTable(config.policies ?? policies);
  const trust = createEndpointTrust(name, config.trust, { now, keys: trustKeys });
  const given = config.factsOf ?? factsOf;
  const known = given === undefined ? factsOfIdentity(config, now) : { of: given, close: async () => undefined };
  return {
    table,
    publishedKeys: trust.published,
    judge: async (request, onRefusedRow) => {
      const { requestId, caller }: CallerClaims = await trust.verify({
        header: request.headers[trustHeader],
        method: request.method,
        path: request.url,
        body: rawBodyOf(request),
      });
      const again: JudgedRequest['again'] = (onRefusedRow) =>
        createRequestPermissions({ table, caller, facts: caller ? known.of(caller) : noFacts, onRefusedRow });
      return { requestId, permissions: again(onRefusedRow), again };
    },
    close: async () => {
      trust.close();
      await known.close();
    },
  };
}

function factsOfIdentity({ identityUrl, internalSecret }: SubgraphConfig, now: () => number) {
  if (identityUrl === undefined)
    throw new InvalidConfiguration('A subgraph that keeps records needs to know where identity is.', { setting: 'identityUrl' });
  const client = factsClient({ url: identityUrl, secret: internalSecret, now });
  return { of: factsFrom(client), close: client.close };
}

const noFacts: FactsSource = {
  of: () => Promise.reject(new Error('Nobody signed in; there is nothing to ask.')),
  ofRelated: () => Promise.reject(new Error('Nobody signed in; there is nothing to ask.')),
};
