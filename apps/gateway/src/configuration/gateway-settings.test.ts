import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../config.ts';
import { composeForTest, PATIENTS } from '../testing/test-gateway.ts';
import { describeSettings, readGatewaySettings } from './gateway-settings.ts';
import type { SettingSchema } from './setting-schema.ts';
import { settingsSchema } from './settings-schema.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-configuration-'));
  await writeFile(join(folder, 'supergraph.graphql'), composeForTest(PATIENTS));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(text: string, name = 'gateway.yaml'): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}
const read = async (text: string, environment: Record<string, string> = {}, name?: string) =>
  readGatewaySettings({ file: await file(text, name), environment });

describe('settings in a file', () => {
  it('are YAML, with paths from the folder of the file', async () => {
    const settings = await read('port: 4100\nsupergraphFile: supergraph.graphql\nlimits:\n  depth: 12\naudit:\n  anchorFolder: ../anchors');

    expect(settings).toEqual({
      port: 4100,
      introspection: true,
      supergraphFile: join(folder, 'supergraph.graphql'),
      limits: { depth: 12 },
      audit: { anchorFolder: join(folder, '..', 'anchors') },
    });
  });

  it('are JSON as well', async () => {
    expect(await read('{ "corsOrigins": ["https://portal.example.vn"] }', {}, 'gateway.json')).toMatchObject({
      corsOrigins: ['https://portal.example.vn'],
    });
  });

  it('may be none', async () => {
    expect(await read('')).toEqual({ port: 4000, introspection: true });
  });

  it.each([
    ['limits: { deph: 3 }', 'limits.deph is no setting; did you mean depth?'],
    ['prot: 1', 'prot is no setting; did you mean port?'],
    ['zzzzzzzz: 1', 'zzzzzzzz is no setting'],
    ['port: "4000"', 'port must be a whole number'],
    ['port: 70000', 'port must be at most 65535'],
    ['limits: { depth: 0 }', 'limits.depth must be at least 1'],
    ['limits: 5', 'limits must be a group of settings'],
    ['open: yes please', 'open must be true or false'],
    ['corsOrigins: https://x', 'corsOrigins must be a list'],
    ['corsOrigins: [1]', 'corsOrigins[0] must be a text'],
    ['refusalMode: maybe', 'refusalMode must be one of filter, reject'],
    ['trustSecret: short', 'trustSecret must have at least 32 characters'],
    ['audit: nowhere', 'audit must be none or a group of settings'],
    ['audit: { anchorFoldr: x }', 'audit.anchorFoldr is no setting; did you mean anchorFolder?'],
    ['rateLimits: { perPerson: { requests: 5 } }', 'rateLimits.perPerson.seconds must be given'],
    ['subgraphUrls: { a: 1 }', 'subgraphUrls.a must be a text or a group of settings'],
    ['- a list', 'the file must be a group of settings'],
  ])('are refused: %s', async (text, reason) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining(reason) });
  });

  it('name every fault at once, and repeat no value', async () => {
    const failure = await read('prot: 1\nlimits: { depth: x }\ntrustSecret: hunter2').catch((refusal: unknown) => refusal);

    expect(failure).toMatchObject({ details: { setting: 'prot,limits.depth,trustSecret' } });
    expect(String(failure)).not.toContain('hunter2');
  });

  it.each([
    ['neither YAML nor JSON', 'a: [', 'The configuration file is neither YAML nor JSON.'],
    ['two values of one setting', 'port: 1\nport: 2', 'The configuration file is neither YAML nor JSON.'],
  ])('are refused when they are %s', async (_what, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('are refused when the file is not there', async () => {
    const missing = { file: join(folder, 'nothing.yaml'), environment: {} };

    await expect(readGatewaySettings(missing)).rejects.toThrow('The configuration file cannot be read.');
  });
});

describe('the environment', () => {
  it('names the file, and overrides it setting by setting', async () => {
    const GATEWAY_CONFIG = await file('port: 4100\nhost: 127.0.0.1\nobservability: { logLevel: warn, slowOperationMs: 50 }');

    expect(await readGatewaySettings({ environment: { GATEWAY_CONFIG, PORT: '4200', LOG_LEVEL: 'debug' } })).toMatchObject({
      port: 4200,
      host: '127.0.0.1',
      observability: { logLevel: 'debug', slowOperationMs: 50 },
    });
  });

  it('gives the secrets of a group that the file asks for', async () => {
    const environment = { MONGODB_URL: 'mongodb://store', OPERATIONS_KEY: 'k'.repeat(32), AUDIT_WRITER: 'gateway-7' };

    expect(await read('audit: { anchorFolder: /anchors }\nallowList: { database: lists }', environment)).toMatchObject({
      audit: { storeUrl: 'mongodb://store', anchorFolder: '/anchors', writer: 'gateway-7' },
      allowList: { storeUrl: 'mongodb://store', database: 'lists', publishKey: 'k'.repeat(32) },
    });
    expect(await read('port: 1', { MONGODB_URL: 'mongodb://store' })).not.toHaveProperty('audit');
  });

  it('turns introspection off in production, unless the file says otherwise', async () => {
    expect(await read('', { NODE_ENV: 'production' })).toMatchObject({ introspection: false });
    expect(await read('introspection: true', { NODE_ENV: 'production' })).toMatchObject({ introspection: true });
  });

  it('has every variable that the schema names', async () => {
    const { OPERATIONS_KEY, ...samples } = sampleEnvironment;
    const settings = await readGatewaySettings({ environment: { ...samples, OPERATIONS_KEY } });

    expect(variablesOf(settingsSchema).toSorted()).toEqual(Object.keys(sampleEnvironment).sort());
    expect(variablesGiven(settingsSchema, settings).toSorted()).toEqual(Object.keys(sampleEnvironment).sort());
  });

  it('is overridden by options', async () => {
    const environment = { PORT: '4200' };

    expect(await readGatewaySettings({ environment, options: { port: 4300 } })).toMatchObject({ port: 4300 });
  });
});

const sampleEnvironment: Readonly<Record<string, string>> = {
  PORT: '4100',
  WORKERS: '2',
  CACHE_BYTES: '1000',
  HOST: '127.0.0.2',
  SUPERGRAPH_FILE: '/supergraph.graphql',
  SUPERGRAPH_WATCH: 'true',
  REGISTRY_SCHEMA: '/schema',
  REGISTRY_LOCAL_URLS: 'true',
  REGISTRY_NETWORKS: '10.20.0.0/16,10.21.0.0/16',
  SUBGRAPH_URLS: 'a=http://127.0.0.1:1',
  GATEWAY_OPEN: 'true',
  OIDC_ISSUER: 'https://id.example.vn',
  OIDC_AUDIENCE: 'https://graph.example.vn',
  POLICIES_FILE: '/policies.yaml',
  REFUSAL_MODE: 'reject',
  TRUST_SECRET: 's'.repeat(32),
  TRUST_ROTATION_MS: '120000',
  OPERATIONS: 'registered',
  OPERATIONS_KEY: 'k'.repeat(32),
  GATEWAY_DATABASE: 'lists',
  MONGODB_URL: 'mongodb://store',
  AUDIT_ANCHORS: '/anchors',
  AUDIT_DATABASE: 'log',
  AUDIT_WRITER: 'gateway-2',
  RATE_LIMITS: 'none',
  BULKHEADS: 'timeoutMs=5000, queue=0',
  REDIS_URL: 'redis://127.0.0.1',
  FORWARD_HEADERS: 'x-a',
  REQUEST_TIMEOUT_MS: '1000',
  CORS_ORIGINS: 'https://portal.example.vn',
  ADMIN_PORT: '4101',
  LOG_LEVEL: 'warn',
  SLOW_OPERATION_MS: '5',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  QUERY_PLANS: 'development',
};

const membersOf = ({ properties, anyOf = [] }: SettingSchema): readonly (readonly [string, SettingSchema])[] =>
  Object.entries(properties ?? anyOf.find(({ type }) => type === 'object')?.properties ?? {});

function variablesOf(schema: SettingSchema): readonly string[] {
  const own = schema['x-environment'] === undefined ? [] : [schema['x-environment']];
  return [...new Set([...own, ...membersOf(schema).flatMap(([, member]) => variablesOf(member))])];
}

/** Variables whose setting is there. */
function variablesGiven(schema: SettingSchema, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const own = schema['x-environment'] === undefined ? [] : [schema['x-environment']];
  const below = membersOf(schema).flatMap(([name, member]) => variablesGiven(member, (value as Record<string, unknown>)[name]));
  return [...new Set([...own, ...below])];
}

describe('the settings in force', () => {
  const text = `
supergraphFile: supergraph.graphql
open: true
audit: { storeUrl: "mongodb://lan:hunter2@store/x", anchorFolder: anchors }
allowList: { storeUrl: mongodb://store, publishKey: ${'k'.repeat(32)} }
redisUrl: redis://:hunter2@127.0.0.1:6379
`;

  it('show defaults, and neither secrets nor passwords in URLs', async () => {
    const shown = await describeSettings(await read(text, { TRUST_SECRET: 'hunter2'.repeat(5) }));

    expect(shown).toMatchObject({
      port: 4000,
      trustSecret: '(hidden)',
      audit: { storeUrl: 'mongodb://(hidden)@store/x', database: 'audit', writer: 'gateway-1' },
      allowList: { storeUrl: 'mongodb://store', publishKey: '(hidden)', pollMs: 2_000 },
      redisUrl: 'redis://(hidden)@127.0.0.1:6379',
      limits: { depth: 30 },
      observability: { logLevel: 'info' },
    });
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|kkk/);
  });

  it('are a configuration file of the same meaning', async () => {
    const plain = await describeSettings(await read('supergraphFile: supergraph.graphql\nopen: true'));
    const again = await describeSettings(await read(JSON.stringify(plain)));

    expect(again).toEqual(plain);
  });

  it('have the defaults that the gateway has', async () => {
    const own = await read('supergraphFile: supergraph.graphql\nopen: true');
    const written = await read(JSON.stringify(await describeSettings(own)));

    const { supergraph: _one, ...config } = await readConfig(own);
    const { supergraph: _other, ...same } = await readConfig(written);
    expect(same).toEqual(config);
  });

  it('are refused when a gateway would not start on them', async () => {
    await expect(read('port: 1').then(describeSettings)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });
});

it('the committed JSON Schema is that of the code: `npx health-graph gateway --print-schema > apps/gateway/configuration.schema.json && npm run format`', async () => {
  const committed = await readFile(fileURLToPath(new URL('../../configuration.schema.json', import.meta.url)), 'utf8');

  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(settingsSchema)));
});
