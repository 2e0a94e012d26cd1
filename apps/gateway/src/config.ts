import { readFile } from 'node:fs/promises';
import { InvalidConfiguration } from '@health-graph/errors';
import type { Authorization, Config, GatewaySettings, Limits } from './settings.ts';

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

/** Headers that belong to one connection or to the body that the gateway writes itself. */
const NEVER_FORWARDED = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'accept',
  'accept-encoding',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-authorization',
  'proxy-connection',
]);

/** Collects every fault of the settings, so that an operator mends all of them at once. */
class Faults {
  readonly settings: string[] = [];
  readonly reasons: string[] = [];

  check(isValid: boolean, setting: string, reason: string): void {
    if (isValid) return;
    this.settings.push(setting);
    this.reasons.push(`${setting} ${reason}`);
  }

  throwIfAny(): void {
    if (this.settings.length === 0) return;
    throw new InvalidConfiguration(`The gateway cannot start: ${this.reasons.join('; ')}.`, { setting: this.settings.join(',') });
  }
}

/** @throws InvalidConfiguration naming each fault */
export async function readConfig(settings: GatewaySettings): Promise<Config> {
  const faults = new Faults();
  const config = { ...withDefaults(settings), supergraphSdl: await readSupergraph(settings, faults) };
  checkAddress(config, faults);
  checkUrls(config, faults);
  checkNumbers(config, faults);
  faults.check(['required', 'not-enforced'].includes(config.authorization), 'authorization', 'must be required or not-enforced');
  faults.throwIfAny();
  return config;
}

function withDefaults(settings: GatewaySettings): Omit<Config, 'supergraphSdl'> {
  return {
    port: settings.port,
    host: settings.host ?? '127.0.0.1',
    subgraphUrls: settings.subgraphUrls ?? {},
    isOpen: settings.open ?? false,
    authorization: settings.authorization ?? 'required',
    forwardHeaders: (settings.forwardHeaders ?? []).map((name) => name.toLowerCase()),
    requestTimeoutMs: settings.requestTimeoutMs ?? 30_000,
    drainTimeoutMs: settings.drainTimeoutMs ?? 10_000,
    hasIntrospection: settings.introspection ?? true,
    reportsCost: settings.reportCost ?? false,
    defaultQuery: settings.defaultQuery,
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
    corsOrigins: settings.corsOrigins ?? [],
    compressFromBytes: settings.compressFromBytes ?? 8_192,
    operationCacheEntries: settings.operationCacheEntries ?? 1_000,
  };
}

async function readSupergraph(settings: GatewaySettings, faults: Faults): Promise<string> {
  const { supergraphFile, supergraphSdl } = settings;
  faults.check(
    (supergraphFile === undefined) !== (supergraphSdl === undefined),
    'supergraphFile',
    'or supergraphSdl must be given, and only one of them',
  );
  if (supergraphSdl !== undefined || supergraphFile === undefined) return supergraphSdl ?? '';
  try {
    return await readFile(supergraphFile, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    faults.check(false, 'supergraphFile', `cannot be read (${reason})`);
    return '';
  }
}

function checkAddress({ port, host, forwardHeaders }: Omit<Config, 'supergraphSdl'>, faults: Faults): void {
  faults.check(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port', 'must be an integer from 0 to 65535');
  // Sign-in is not there yet: whoever reaches the port may read everything.
  faults.check(host === '127.0.0.1', 'host', 'must be 127.0.0.1 until authorization is enforced');
  for (const name of forwardHeaders) {
    faults.check(/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name), 'forwardHeaders', 'must be names of HTTP headers');
    faults.check(!NEVER_FORWARDED.has(name), 'forwardHeaders', `must not hold ${name}, which belongs to one connection`);
  }
}

function checkUrls({ subgraphUrls, corsOrigins }: Omit<Config, 'supergraphSdl'>, faults: Faults): void {
  for (const origin of corsOrigins) {
    faults.check(isHttpUrl(origin) && new URL(origin).origin === origin, 'corsOrigins', 'must be origins: scheme, host and port');
  }
  for (const [name, url] of Object.entries(subgraphUrls)) {
    faults.check(isHttpUrl(url), `subgraphUrls.${name}`, 'must be an http or https URL');
  }
}

function checkNumbers(config: Omit<Config, 'supergraphSdl'>, faults: Faults): void {
  const { requestTimeoutMs, drainTimeoutMs, operationCacheEntries, compressFromBytes, limits } = config;
  const numbers = { requestTimeoutMs, drainTimeoutMs, operationCacheEntries, compressFromBytes, ...prefixed(limits) };
  for (const [setting, value] of Object.entries(numbers))
    faults.check(Number.isInteger(value) && value > 0, setting, 'must be a positive integer');
}

function prefixed(limits: Limits): Record<string, number> {
  return Object.fromEntries(Object.entries(limits).map(([name, value]) => [`limits.${name}`, value]));
}

export function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}

/** The settings that the environment of a process gives; only `main.ts` asks. */
export function settingsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): GatewaySettings {
  const {
    PORT,
    HOST,
    SUPERGRAPH_FILE,
    SUBGRAPH_URLS,
    REQUEST_TIMEOUT_MS,
    FORWARD_HEADERS,
    CORS_ORIGINS,
    GATEWAY_OPEN,
    GATEWAY_AUTHORIZATION,
  } = environment;
  return {
    port: Number(PORT ?? 4000),
    ...(HOST === undefined ? {} : { host: HOST }),
    ...(SUPERGRAPH_FILE === undefined ? {} : { supergraphFile: SUPERGRAPH_FILE }),
    ...(SUBGRAPH_URLS === undefined ? {} : { subgraphUrls: parseUrls(SUBGRAPH_URLS) }),
    ...(REQUEST_TIMEOUT_MS === undefined ? {} : { requestTimeoutMs: Number(REQUEST_TIMEOUT_MS) }),
    ...(FORWARD_HEADERS === undefined ? {} : { forwardHeaders: FORWARD_HEADERS.split(',').map((name) => name.trim()) }),
    ...(CORS_ORIGINS === undefined ? {} : { corsOrigins: CORS_ORIGINS.split(',').map((origin) => origin.trim()) }),
    ...(GATEWAY_AUTHORIZATION === undefined ? {} : { authorization: GATEWAY_AUTHORIZATION as Authorization }),
    open: GATEWAY_OPEN === 'true',
    introspection: environment['NODE_ENV'] !== 'production',
  };
}

/** `patients=http://127.0.0.1:4001/graphql,pharmacy=...` */
function parseUrls(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((entry) => [entry.slice(0, entry.indexOf('=')).trim(), entry.slice(entry.indexOf('=') + 1).trim()]),
  );
}
