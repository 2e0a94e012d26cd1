import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start as startStore } from '@health-graph/embedded-mongo';
import { start as startEncounters } from '@health-graph/encounters';
import { start as startGateway } from '@health-graph/gateway';
import { keysOfGateway, startIssuer } from '@health-graph/gateway/testing';
import { start as startHealthBook } from '@health-graph/health-book';
import { start as startIdentity } from '@health-graph/identity';
import { start as startPatients } from '@health-graph/patients';
import { start as startPharmacy } from '@health-graph/pharmacy';
import type { IngestLine, SubgraphName } from '@health-graph/records';
import { type AppConfig, internalClient, type LogLevel, type RunningSubgraph } from '@health-graph/subgraph-kit';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { dataClasses, ownClasses } from './words.ts';

/** Who asks: an account, the role it acts in, what for, and where. */
export interface Asker {
  readonly accountId: string;
  readonly role: string;
  readonly purpose: string;
  readonly facilityId?: string;
}

/** An answer as it came over HTTP. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Letter for letter. */
  readonly text: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphError[];
}

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The real graph in one process: store, five subgraphs, gateway, an issuer of tokens, the log. */
export interface Graph {
  ingest(subgraph: SubgraphName, lines: readonly IngestLine[]): Promise<void>;
  /** As the gateway answers this caller; no caller: nobody signed in. */
  ask(asker: Asker | undefined, query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphAnswer>;
  /** What is in the store: as a second graph over it answers, whose policy table permits everything to everybody. */
  askWhole(asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphAnswer>;
  close(): Promise<void>;
}

export interface GraphOptions {
  readonly logLevel?: LogLevel;
}

const starts: Readonly<Record<SubgraphName, (config: AppConfig) => Promise<RunningSubgraph>>> = {
  patients: startPatients,
  encounters: startEncounters,
  pharmacy: startPharmacy,
  identity: startIdentity,
  'health-book': startHealthBook,
};
export const subgraphNames = Object.keys(starts) as SubgraphName[];

const schemaFile = (name: string) => fileURLToPath(new URL(`../../schema/${name}`, import.meta.url));
const internalSecret = 'a secret of tests, 32 characters or more';
/** Everything that a client app may be given: what is refused is refused to the person. */
const everyScope = 'user/*.cruds patient/*.cruds system/*.cruds';

/** A table by which everything is shown. */
const openPolicies = [...dataClasses, ...ownClasses]
  .map((name) => `${name}: [{ roles: [any], purposes: [any], when: [always], basis: 'What is stored.' }]`)
  .join('\n');

interface Closing {
  close(): Promise<void>;
}

export async function openGraph({ logLevel = 'silent' }: GraphOptions = {}): Promise<Graph> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-permissions-'));
  const [store, issuer, port] = await Promise.all([
    startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 }),
    startIssuer(),
    freePort(),
  ]);
  const gatewayUrl = `http://127.0.0.1:${port}/graphql`;
  const running: Closing[] = [];
  const keep = <Part extends Closing>(part: Part): Part => {
    running.unshift(part);
    return part;
  };
  const common = { host: '127.0.0.1', port: 0, storeUrl: store.url, internalSecret };
  /** Identity first: the others are told where it is. */
  const subgraphs = async (config: Omit<AppConfig, 'database'>): Promise<Record<string, string>> => {
    const identity = keep(await startIdentity({ ...config, database: 'identity' }));
    const others = await Promise.all(
      subgraphNames
        .filter((name) => name !== 'identity')
        .map(async (name) => {
          const { url } = keep(await starts[name]({ ...config, database: name, identityUrl: identity.url }));
          return [name, url] as const;
        }),
    );
    return { identity: identity.url, ...Object.fromEntries(others) };
  };
  const urls = await subgraphs({ ...common, logLevel, gatewayUrl, trust: { gatewayKeys: keysOfGateway(() => gatewayUrl) } });
  const supergraphFile = schemaFile('supergraph.graphql');
  const gateway = keep(
    await startGateway({
      port,
      supergraphFile,
      subgraphUrls: urls,
      rateLimits: 'none',
      issuer: issuer.url,
      audience: issuer.audience,
      policiesFile: schemaFile('policies.yaml'),
      audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') },
    }),
  );
  const ofWhole = await freePort();
  const openWhole = async (): Promise<string> => {
    const gatewayKeys = keysOfGateway(() => `http://127.0.0.1:${ofWhole}/graphql`);
    const subgraphUrls = await subgraphs({ ...common, logLevel: 'silent', policies: openPolicies, trust: { gatewayKeys } });
    const settings = { port: ofWhole, supergraphFile, subgraphUrls, policies: openPolicies, rateLimits: 'none', audit: 'none' } as const;
    return keep(await startGateway({ ...settings, issuer: issuer.url, audience: issuer.audience })).url;
  };
  let whole: Promise<string> | undefined;
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (asker: Asker): Promise<string> => {
    const key = JSON.stringify(asker);
    const token = tokens.get(key) ?? issuer.token({ claims: { exp: Math.floor(Date.now() / 1000) + 3_600, ...claimsOf(asker) } });
    tokens.set(key, token);
    return token;
  };
  return {
    ingest: async (subgraph, lines) => {
      for await (const outcome of internalClient({ subgraph, url: urls[subgraph] ?? '', secret: internalSecret }).ingest(lines)) {
        if (outcome.outcome === 'refused') throw new Error(`A record of the test was refused: ${JSON.stringify(outcome)}`);
      }
    },
    ask: async (asker, query, variables) =>
      post(gateway.url, asker && { authorization: `Bearer ${await tokenOf(asker)}` }, { query, variables }),
    askWhole: async (asker, query, variables) => {
      whole ??= openWhole();
      return post(await whole, { authorization: `Bearer ${await tokenOf(asker)}` }, { query, variables });
    },
    close: async () => {
      for (const part of running) await part.close();
      await Promise.all([issuer.close(), store.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const claimsOf = ({ accountId, role, purpose, facilityId }: Asker) => ({
  sub: accountId,
  role,
  purpose,
  facility: facilityId,
  scope: everyScope,
});

async function post(url: string, headers: Readonly<Record<string, string>> | undefined, body: object): Promise<GraphAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { ...(JSON.parse(text) as object), status: response.status, headers: Object.fromEntries(response.headers), text };
}
