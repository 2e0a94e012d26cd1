import { readFile } from 'node:fs/promises';
import { allowListIn } from './allow-list/settings.ts';
import { bulkheadsIn, defaultBulkheads } from './bulkheads/settings.ts';
import { checkConfig, Faults } from './check-config.ts';
import type { SubgraphUrls } from './endpoints.ts';
import { horizontalConfig } from './horizontal/settings.ts';
import { fixedSource, type SupergraphSource } from './hot-swap/supergraph-source.ts';
import { watchedFile } from './hot-swap/watched-file.ts';
import { checkObservability, observabilityConfig, observabilityIn } from './observability/settings.ts';
import { registryIn } from './registry/settings.ts';
import type { Config, EnforcementConfig, GatewaySettings, Limits, RefusalMode, StreamSettings } from './settings.ts';
import { type ProcessSettings, workerVariable } from './workers/worker-settings.ts';

const DEFAULT_LIMITS: Limits = {
  bodyBytes: 1_048_576,
  tokens: 15_000,
  depth: 30,
  aliases: 200,
  directives: 200,
  fields: 5_000,
  cost: 1_000_000,
  answerBytes: 33_554_432,
};

const DEFAULT_STREAMS: StreamSettings = { perConnection: 100, perCaller: 300, heartbeatMs: 12_000, slowReaderMs: 10_000 };

/** @throws InvalidConfiguration naming each fault */
export async function readConfig(settings: GatewaySettings): Promise<Config> {
  const faults = new Faults();
  const { policiesFile, policies } = settings;
  faults.check(policiesFile === undefined || policies === undefined, 'policiesFile', 'or policies must be given, and only one of them');
  const policyText = await readText('policiesFile', policiesFile, policies, faults);
  const config = {
    ...withDefaults(settings),
    supergraph: await supergraphOf(settings, faults),
    enforcement: settings.open ? undefined : enforcementOf(settings, policyText),
    horizontal: await horizontalConfig(settings.horizontal, faults),
  };
  checkConfig(config, faults);
  checkObservability(settings.observability, config, faults);
  // Nobody forgets the log: to answer without one must be asked for in so many words.
  faults.check(config.enforcement === undefined || settings.audit !== undefined, 'audit', 'must be given unless the gateway is open');
  faults.throwIfAny();
  return config;
}

async function supergraphOf(settings: GatewaySettings, faults: Faults): Promise<SupergraphSource> {
  const { supergraphFile: file, supergraphSdl: text, supergraphSource: source, registry, watchSupergraph: isWatched = false } = settings;
  const given = [file, text, source, registry].filter((one) => one !== undefined).length;
  faults.check(given === 1, 'supergraphFile', 'or supergraphSdl, supergraphSource or registry must be given, and only one of them');
  faults.check(!isWatched || file !== undefined, 'watchSupergraph', 'needs supergraphFile');
  if (source !== undefined) return source;
  const sdl = (await readText('supergraphFile', file, text, faults)) ?? '';
  return file !== undefined && isWatched ? watchedFile(file) : fixedSource(sdl);
}

/** What is missing is empty here, and refused by the checks. */
function enforcementOf(settings: GatewaySettings, policies = ''): EnforcementConfig {
  const { issuer = '', audience = '', trustSecret, trustRotationMs = 3_600_000 } = settings;
  return { issuer, audience, policies, trustSecret, trustRotationMs };
}

function withDefaults(settings: GatewaySettings): Omit<Config, 'supergraph' | 'enforcement' | 'horizontal'> {
  return {
    port: settings.port,
    host: settings.host ?? '127.0.0.1',
    registry: settings.registry,
    subgraphUrls: settings.subgraphUrls ?? {},
    isOpen: settings.open ?? false,
    refusalMode: settings.refusalMode ?? 'filter',
    operations: settings.operations ?? 'any',
    allowList: settings.allowList,
    audit: settings.audit === 'none' ? undefined : settings.audit,
    rateLimits: rateLimitsOf(settings),
    redisUrl: settings.redisUrl,
    forwardHeaders: (settings.forwardHeaders ?? []).map((name) => name.toLowerCase()),
    requestTimeoutMs: settings.requestTimeoutMs ?? 30_000,
    drainTimeoutMs: settings.drainTimeoutMs ?? 10_000,
    hasIntrospection: settings.introspection ?? true,
    reportsCost: settings.reportCost ?? false,
    defaultQuery: settings.defaultQuery,
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
    bulkheads: { ...defaultBulkheads, ...settings.bulkheads },
    streams: { ...DEFAULT_STREAMS, ...settings.streams },
    corsOrigins: settings.corsOrigins ?? [],
    compressFromBytes: settings.compressFromBytes ?? 8_192,
    operationCacheEntries: settings.operationCacheEntries ?? 1_000,
    cacheBytes: settings.cacheBytes ?? 33_554_432,
    observability: observabilityConfig(settings.observability),
  };
}

/** Where everybody may ask anything, nobody is counted unless it is asked for. */
function rateLimitsOf({ rateLimits, open }: GatewaySettings): Config['rateLimits'] {
  if (rateLimits === 'none') return undefined;
  return rateLimits ?? (open ? undefined : {});
}

/** The text that a setting gives itself or names a file for. */
async function readText(setting: string, file: string | undefined, text: string | undefined, faults: Faults): Promise<string | undefined> {
  if (text !== undefined || file === undefined) return text;
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    faults.check(false, setting, `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`);
    return '';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings that the environment of a process gives; only `main.ts` asks. */
export function settingsFromEnvironment(environment: Environment): Partial<ProcessSettings> {
  const { PORT, SUBGRAPH_URLS, FORWARD_HEADERS, CORS_ORIGINS, GATEWAY_OPEN, SUPERGRAPH_WATCH } = environment;
  return {
    ...(PORT === undefined ? {} : { port: Number(PORT) }),
    ...texts(environment),
    ...numbers(environment),
    ...auditOf(environment),
    ...allowListIn(environment),
    ...registryIn(environment),
    ...rateLimitsIn(environment),
    ...bulkheadsIn(environment['BULKHEADS']),
    ...observabilityIn(environment),
    ...(SUBGRAPH_URLS === undefined ? {} : { subgraphUrls: parseUrls(SUBGRAPH_URLS) }),
    ...(FORWARD_HEADERS === undefined ? {} : { forwardHeaders: listOf(FORWARD_HEADERS) }),
    ...(CORS_ORIGINS === undefined ? {} : { corsOrigins: listOf(CORS_ORIGINS) }),
    ...(SUPERGRAPH_WATCH === undefined ? {} : { watchSupergraph: SUPERGRAPH_WATCH === 'true' }),
    ...(GATEWAY_OPEN === undefined ? {} : { open: GATEWAY_OPEN === 'true' }),
  };
}

function texts(environment: Environment): Partial<GatewaySettings> {
  const { HOST, SUPERGRAPH_FILE, OIDC_ISSUER, OIDC_AUDIENCE, POLICIES_FILE, REFUSAL_MODE, TRUST_SECRET, REDIS_URL } = environment;
  return {
    ...(HOST === undefined ? {} : { host: HOST }),
    ...(SUPERGRAPH_FILE === undefined ? {} : { supergraphFile: SUPERGRAPH_FILE }),
    ...(OIDC_ISSUER === undefined ? {} : { issuer: OIDC_ISSUER }),
    ...(OIDC_AUDIENCE === undefined ? {} : { audience: OIDC_AUDIENCE }),
    ...(POLICIES_FILE === undefined ? {} : { policiesFile: POLICIES_FILE }),
    ...(REFUSAL_MODE === undefined ? {} : { refusalMode: REFUSAL_MODE as RefusalMode }),
    ...(REDIS_URL === undefined ? {} : { redisUrl: REDIS_URL }),
    ...(TRUST_SECRET === undefined ? {} : { trustSecret: TRUST_SECRET }),
  };
}

function numbers(environment: Environment): Partial<ProcessSettings> {
  const { REQUEST_TIMEOUT_MS, TRUST_ROTATION_MS, WORKERS, CACHE_BYTES } = environment;
  return {
    ...(CACHE_BYTES === undefined ? {} : { cacheBytes: Number(CACHE_BYTES) }),
    ...(WORKERS === undefined ? {} : { workers: Number(WORKERS) }),
    ...(environment[workerVariable] === undefined ? {} : { worker: Number(environment[workerVariable]) }),
    ...(REQUEST_TIMEOUT_MS === undefined ? {} : { requestTimeoutMs: Number(REQUEST_TIMEOUT_MS) }),
    ...(TRUST_ROTATION_MS === undefined ? {} : { trustRotationMs: Number(TRUST_ROTATION_MS) }),
  };
}

/** The log is at the same server as the records, in a database of its own. */
function auditOf({ MONGODB_URL, AUDIT_DATABASE, AUDIT_ANCHORS, AUDIT_WRITER }: Environment): Partial<GatewaySettings> {
  if (AUDIT_ANCHORS === undefined) return {};
  if (AUDIT_ANCHORS === 'none') return { audit: 'none' };
  return {
    audit: {
      storeUrl: MONGODB_URL ?? '',
      anchorFolder: AUDIT_ANCHORS,
      ...(AUDIT_DATABASE === undefined ? {} : { database: AUDIT_DATABASE }),
      ...(AUDIT_WRITER === undefined ? {} : { writer: AUDIT_WRITER }),
    },
  };
}

/** `none`, or `perPerson=300/10,perClient=20000/10,perAddress=100/10`: requests in seconds. */
function rateLimitsIn({ RATE_LIMITS }: Environment): Partial<GatewaySettings> {
  if (RATE_LIMITS === undefined) return {};
  if (RATE_LIMITS === 'none') return { rateLimits: 'none' };
  const limits = listOf(RATE_LIMITS).map((entry) => {
    const [kind = '', requests, seconds] = entry.split(/[=/]/);
    return [kind, { requests: Number(requests), seconds: Number(seconds) }] as const;
  });
  return { rateLimits: Object.fromEntries(limits) };
}

const listOf = (text: string): readonly string[] => text.split(',').map((entry) => entry.trim());

/** `patients=http://127.0.0.1:4001/graphql,encounters/h01=...,encounters/h02=...` */
function parseUrls(text: string): SubgraphUrls {
  const urls: Record<string, string | Record<string, string>> = {};
  for (const entry of listOf(text)) {
    const [path = '', url] = [entry.slice(0, entry.indexOf('=')).trim(), entry.slice(entry.indexOf('=') + 1).trim()];
    const [subgraph = '', id] = path.split('/', 2);
    if (id === undefined) urls[subgraph] = url;
    else urls[subgraph] = { ...(typeof urls[subgraph] === 'object' ? urls[subgraph] : {}), [id]: url };
  }
  return urls;
}
