import { InvalidConfiguration } from '@health-graph/errors';
import { isProtected, trustHeader } from '@health-graph/subgraph-kit';
import { checkAllowList } from './allow-list/settings.ts';
import { faultsOf } from './bulkheads/settings.ts';
import { isEndpointId, urlSettings } from './endpoints.ts';
import { checkRegistry } from './registry/settings.ts';
import type { Config, Limits, StreamSettings } from './settings.ts';

/** Headers that belong to one connection or to the body that the gateway writes itself, and those that it vouches for. */
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
  'x-request-id',
  'traceparent',
  'tracestate',
  trustHeader,
]);

/** Peers ask for keys once a minute, and a key is published one rotation before it is used; no timer runs longer than 24 days. */
const ROTATION_MS = { least: 120_000, most: 86_400_000 };

/** Collects every fault of the settings, so that an operator mends all of them at once. */
export class Faults {
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

export function checkConfig(config: Config, faults: Faults): void {
  checkAddress(config, faults);
  checkUrls(config, faults);
  checkNumbers(config, faults);
  checkAuthorization(config, faults);
  checkAudit(config, faults);
  checkAllowList(config, faults);
  checkRegistry(config, faults);
  checkRateLimits(config, faults);
  for (const [setting, reason] of faultsOf(config.bulkheads)) faults.check(false, setting, reason);
}

function checkAddress({ port, host, forwardHeaders, enforcement }: Config, faults: Faults): void {
  faults.check(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port', 'must be an integer from 0 to 65535');
  // Without sign-in, whoever reaches the port may read everything.
  faults.check(enforcement !== undefined || host === '127.0.0.1', 'host', 'must be 127.0.0.1 where the gateway is open');
  for (const name of forwardHeaders) {
    faults.check(/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name), 'forwardHeaders', 'must be names of HTTP headers');
    faults.check(!NEVER_FORWARDED.has(name), 'forwardHeaders', `must not hold ${name}, which the gateway writes itself`);
    // Whoever runs a subgraph could use the token at the gateway.
    faults.check(
      enforcement === undefined || name !== 'authorization',
      'forwardHeaders',
      'must not hold authorization, which is for the gateway',
    );
  }
}

function checkUrls({ subgraphUrls, corsOrigins }: Config, faults: Faults): void {
  for (const origin of corsOrigins) {
    faults.check(isHttpUrl(origin) && new URL(origin).origin === origin, 'corsOrigins', 'must be origins: scheme, host and port');
  }
  for (const [setting, url] of urlSettings(subgraphUrls)) faults.check(isHttpUrl(url), setting, 'must be an http or https URL');
  for (const [name, urls] of Object.entries(subgraphUrls)) {
    const areIds = typeof urls === 'string' || (Object.keys(urls).length > 0 && Object.keys(urls).every(isEndpointId));
    faults.check(areIds, `subgraphUrls.${name}`, 'must name its endpoints by ids of small letters, digits and hyphens');
  }
}

function checkNumbers(config: Config, faults: Faults): void {
  const { requestTimeoutMs, drainTimeoutMs, operationCacheEntries, compressFromBytes, limits, streams } = config;
  const numbers = {
    requestTimeoutMs,
    drainTimeoutMs,
    operationCacheEntries,
    compressFromBytes,
    ...prefixed('limits', limits),
    ...prefixed('streams', streams),
  };
  faults.check(Number.isInteger(config.cacheBytes) && config.cacheBytes >= 0, 'cacheBytes', 'must be a whole number');
  for (const [setting, value] of Object.entries(numbers))
    faults.check(Number.isInteger(value) && value > 0, setting, 'must be a positive integer');
}

function prefixed(group: string, numbers: Limits | StreamSettings): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${group}.${name}`, value]));
}

function checkAuthorization({ refusalMode, enforcement }: Config, faults: Faults): void {
  faults.check(['filter', 'reject'].includes(refusalMode), 'refusalMode', 'must be filter or reject');
  if (enforcement === undefined) return;
  const { issuer, audience, policies, trustSecret, trustRotationMs } = enforcement;
  faults.check(isProtected(issuer), 'issuer', 'must be the https URL of an OpenID provider, or one on this machine');
  faults.check(audience !== '', 'audience', 'must be what access tokens are for');
  faults.check(policies !== '', 'policiesFile', 'or policies must be given');
  faults.check(trustSecret === undefined || trustSecret.length >= 32, 'trustSecret', 'must have at least 32 characters');
  const isDuration = Number.isInteger(trustRotationMs) && trustRotationMs >= ROTATION_MS.least && trustRotationMs <= ROTATION_MS.most;
  faults.check(isDuration, 'trustRotationMs', 'must be from two minutes to a day');
}

function checkAudit({ audit }: Config, faults: Faults): void {
  if (audit === undefined) return;
  faults.check(/^mongodb(?:\+srv)?:\/\//.test(audit.storeUrl), 'audit.storeUrl', 'must be a mongodb URL');
  faults.check(typeof audit.anchorFolder === 'string' && audit.anchorFolder !== '', 'audit.anchorFolder', 'must be a folder');
}

function checkRateLimits({ rateLimits = {}, redisUrl }: Config, faults: Faults): void {
  faults.check(redisUrl === undefined || /^rediss?:\/\/./.test(redisUrl), 'redisUrl', 'must be a redis URL');
  const isPositive = (value: unknown) => Number.isInteger(value) && Number(value) > 0;
  for (const [kind, limit] of Object.entries(rateLimits)) {
    faults.check(
      ['perClient', 'perPerson', 'perAddress'].includes(kind),
      `rateLimits.${kind}`,
      'is no limit; there are perClient, perPerson and perAddress',
    );
    faults.check(
      isPositive(limit?.requests) && isPositive(limit?.seconds),
      `rateLimits.${kind}`,
      'must be positive whole numbers of requests and seconds',
    );
  }
}

export function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
