import { describe, expect, it } from '@jest/globals';
import { readConfig, settingsFromEnvironment } from './config.ts';
import type { GatewaySettings } from './settings.ts';

const minimal: GatewaySettings = { port: 0, open: true, supergraphSdl: 'schema' };

function refusal(setting: string) {
  return expect.objectContaining({ code: 'INVALID_CONFIGURATION', details: { setting } });
}

describe('the settings', () => {
  it('need a supergraph and a port, and have defaults for the rest', async () => {
    expect(await readConfig(minimal)).toMatchObject({
      host: '127.0.0.1',
      isOpen: true,
      refusalMode: 'filter',
      requestTimeoutMs: 30_000,
      limits: { bodyBytes: 1_048_576 },
    });
  });

  it.each<[Partial<GatewaySettings>, string]>([
    [{ host: '0.0.0.0' }, 'host'],
    [{ host: 'localhost' }, 'host'],
    [{ port: -1 }, 'port'],
    [{ port: 70_000 }, 'port'],
    [{ port: Number.NaN }, 'port'],
    [{ requestTimeoutMs: 0 }, 'requestTimeoutMs'],
    [{ limits: { depth: 0.5 } }, 'limits.depth'],
    [{ subgraphUrls: { a: 'ftp://x' } }, 'subgraphUrls.a'],
    [{ subgraphUrls: { a: 'no url' } }, 'subgraphUrls.a'],
    [{ subgraphUrls: { a: { h01: 'no url' } } }, 'subgraphUrls.a.h01'],
    [{ subgraphUrls: { a: { 'h.1': 'http://x' } } }, 'subgraphUrls.a'],
    [{ subgraphUrls: { a: {} } }, 'subgraphUrls.a'],
    [{ forwardHeaders: ['bad name'] }, 'forwardHeaders'],
    [{ forwardHeaders: ['Host'] }, 'forwardHeaders'],
    [{ supergraphFile: '/nowhere' }, 'supergraphFile'],
    [{ operationCacheEntries: -1 }, 'operationCacheEntries'],
    [{ corsOrigins: ['https://x.vn/path'] }, 'corsOrigins'],
    [{ corsOrigins: ['*'] }, 'corsOrigins'],
    [{ compressFromBytes: 0 }, 'compressFromBytes'],
    [{ bulkheads: { timeoutMs: 0 } }, 'bulkheads.timeoutMs'],
    [{ bulkheads: { retryPercent: -1 } }, 'bulkheads.retryPercent'],
    [{ bulkheads: { circuitFailurePercent: 100 } }, 'bulkheads.circuitFailurePercent'],
    [{ bulkheads: { circuitMinimum: 21 } }, 'bulkheads.circuitMinimum'],
    [{ bulkheads: { retries: 1 } as object }, 'bulkheads.retries'],
    [{ forwardHeaders: ['X-Health-Graph-Caller'] }, 'forwardHeaders'],
    [{ refusalMode: 'perhaps' as 'filter' }, 'refusalMode'],
    [{ audit: { storeUrl: 'http://x', anchorFolder: 'anchors' } }, 'audit.storeUrl'],
    [{ audit: { storeUrl: 'mongodb://x', anchorFolder: '' } }, 'audit.anchorFolder'],
    [{ forwardHeaders: ['traceparent'] }, 'forwardHeaders'],
    [{ observability: { adminPort: -1 } }, 'observability.adminPort'],
    [{ port: 4000, observability: { adminPort: 4000 } }, 'observability.adminPort'],
    [{ observability: { logLevel: 'loud' as 'info' } }, 'observability.logLevel'],
    [{ observability: { slowOperationMs: Number.NaN } }, 'observability.slowOperationMs'],
    [{ observability: { tracesUrl: 'ftp://x' } }, 'observability.tracesUrl'],
    [{ observability: { queryPlans: 'always' as 'never' } }, 'observability.queryPlans'],
  ])('refuse %j and name the fault', async (settings, setting) => {
    await expect(readConfig({ ...minimal, ...settings })).rejects.toEqual(refusal(setting));
  });

  const enforced: GatewaySettings = {
    port: 0,
    supergraphSdl: 'schema',
    issuer: 'https://id.example.vn',
    audience: 'https://graph.example.vn',
    policies: 'public: []',
    audit: 'none',
  };

  it('need to know whose tokens are taken, what for, and who may see what', async () => {
    expect(await readConfig({ ...enforced, host: '0.0.0.0' })).toMatchObject({ enforcement: { trustRotationMs: 3_600_000 } });
    await expect(readConfig({ port: 0, supergraphSdl: 'schema' })).rejects.toEqual(refusal('issuer,audience,policiesFile,audit'));
  });

  it.each<[Partial<GatewaySettings>, string]>([
    [{ issuer: 'http://id.example.vn' }, 'issuer'],
    [{ issuer: '' }, 'issuer'],
    [{ audience: '' }, 'audience'],
    [{ policies: '' }, 'policiesFile'],
    [{ policiesFile: '/nowhere' }, 'policiesFile'],
    [{ trustSecret: 'short' }, 'trustSecret'],
    [{ trustRotationMs: 60_000 }, 'trustRotationMs'],
    [{ trustRotationMs: 1e12 }, 'trustRotationMs'],
    [{ forwardHeaders: ['Authorization'] }, 'forwardHeaders'],
  ])('refuse %j where authorization is required', async (settings, setting) => {
    await expect(readConfig({ ...enforced, ...settings })).rejects.toEqual(refusal(setting));
  });

  it('need a log where authorization is required, or that nobody wants one', async () => {
    const { audit: _, ...forgotten } = enforced;

    await expect(readConfig(forgotten)).rejects.toEqual(refusal('audit'));
    expect((await readConfig(enforced)).audit).toBeUndefined();
  });

  it('name every fault at once', async () => {
    await expect(readConfig({ port: -1, host: '::', open: true })).rejects.toEqual(refusal('supergraphFile,port,host'));
  });

  it('say which file cannot be read, and why', async () => {
    await expect(readConfig({ port: 0, supergraphFile: '/nowhere/at-all' })).rejects.toThrow('ENOENT');
  });

  it('come from the environment too', () => {
    expect(
      settingsFromEnvironment({
        PORT: '4001',
        SUBGRAPH_URLS: 'a=http://x/graphql, b=http://y',
        FORWARD_HEADERS: 'accept-language, x-id',
        OIDC_ISSUER: 'https://id.example.vn',
        OIDC_AUDIENCE: 'https://graph.example.vn',
        POLICIES_FILE: 'policies.yaml',
        REFUSAL_MODE: 'reject',
        TRUST_ROTATION_MS: '600000',
        MONGODB_URL: 'mongodb://store',
        AUDIT_ANCHORS: '/var/anchors',
        AUDIT_WRITER: 'gateway-2',
        NODE_ENV: 'production',
      }),
    ).toEqual({
      port: 4001,
      subgraphUrls: { a: 'http://x/graphql', b: 'http://y' },
      forwardHeaders: ['accept-language', 'x-id'],
      issuer: 'https://id.example.vn',
      audience: 'https://graph.example.vn',
      policiesFile: 'policies.yaml',
      refusalMode: 'reject',
      trustRotationMs: 600_000,
      audit: { storeUrl: 'mongodb://store', anchorFolder: '/var/anchors', writer: 'gateway-2' },
    });
  });
});
