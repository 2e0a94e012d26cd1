import { describe, expect, it } from '@jest/globals';
import { readConfig, settingsFromEnvironment } from './config.ts';
import type { GatewaySettings } from './settings.ts';

const minimal: GatewaySettings = { port: 0, supergraphSdl: 'schema' };

function refusal(setting: string) {
  return expect.objectContaining({ code: 'INVALID_CONFIGURATION', details: { setting } });
}

describe('the settings', () => {
  it('need a supergraph and a port, and have defaults for the rest', async () => {
    expect(await readConfig(minimal)).toMatchObject({
      host: '127.0.0.1',
      isOpen: false,
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
    [{ forwardHeaders: ['bad name'] }, 'forwardHeaders'],
    [{ forwardHeaders: ['Host'] }, 'forwardHeaders'],
    [{ supergraphFile: '/nowhere' }, 'supergraphFile'],
    [{ operationCacheEntries: -1 }, 'operationCacheEntries'],
    [{ corsOrigins: ['https://x.vn/path'] }, 'corsOrigins'],
    [{ corsOrigins: ['*'] }, 'corsOrigins'],
    [{ compressFromBytes: 0 }, 'compressFromBytes'],
  ])('refuse %j and name the fault', async (settings, setting) => {
    await expect(readConfig({ ...minimal, ...settings })).rejects.toEqual(refusal(setting));
  });

  it('name every fault at once', async () => {
    await expect(readConfig({ port: -1, host: '::' })).rejects.toEqual(refusal('supergraphFile,port,host'));
  });

  it('say which file cannot be read, and why', async () => {
    await expect(readConfig({ port: 0, supergraphFile: '/nowhere/at-all' })).rejects.toThrow('ENOENT');
  });

  it('come from the environment too', () => {
    expect(
      settingsFromEnvironment({
        PORT: '4001',
        SUBGRAPH_URLS: 'a=http://x/graphql, b=http://y',
        FORWARD_HEADERS: 'authorization, x-id',
        NODE_ENV: 'production',
      }),
    ).toEqual({
      port: 4001,
      subgraphUrls: { a: 'http://x/graphql', b: 'http://y' },
      forwardHeaders: ['authorization', 'x-id'],
      open: false,
      introspection: false,
    });
  });
});
