import { createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { anchorsIn, auditLog, type ChainReport, readAnchor, verifyLog } from '@health-graph/audit';
import { start as startStore } from '@health-graph/embedded-mongo';
import { connect } from '@health-graph/store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditedContext, createAuditPlugin } from './audit-plugin.ts';
import { type GatewayAudit, openGatewayAudit } from './gateway-audit.ts';

let folder: string;
let store: Awaited<ReturnType<typeof startStore>>;
let audit: GatewayAudit;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-gateway-audit-'));
  store = await startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  audit = await openGatewayAudit({ storeUrl: `${store.url}&serverSelectionTimeoutMS=500`, anchorFolder: join(folder, 'anchors') });
});
afterEach(async () => {
  await audit.close().catch(() => undefined);
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const isField = () => true;

/** A server that answers `secret`, behind the plugin. */
const server = () =>
  new ApolloServer<AuditedContext>({
    typeDefs: 'type Query { secret: String }',
    resolvers: { Query: { secret: () => 'what must not leave' } },
    plugins: [createAuditPlugin()],
  });
const ask = async (query: string, context: AuditedContext) => {
  const { http, body } = await server().executeOperation({ query }, { contextValue: context });
  return { status: http.status, text: JSON.stringify(body) };
};

async function verified(): Promise<readonly ChainReport[]> {
  const connection = await connect({ url: store.url, database: 'audit' });
  const { files, publicKeyFile } = await anchorsIn(join(folder, 'anchors'));
  const key = createPublicKey(await readFile(publicKeyFile, 'utf8'));
  const heads = (await Promise.all(files.map(async (file) => readAnchor(await readFile(file, 'utf8'), key).heads))).flat();
  const reports: ChainReport[] = [];
  for await (const report of verifyLog(auditLog(connection), heads)) reports.push(report);
  await connection.close();
  return reports;
}

describe('an answer of the gateway', () => {
  it('leaves when its event is in the log, in a database of its own, with a signed head outside of it', async () => {
    const { text } = await ask('{ secret }', { audit: audit.begin('r1', undefined, isField) });

    expect(text).toContain('what must not leave');
    expect(await verified()).toEqual([{ writer: 'gateway-1', events: 1, anchored: 1, faults: [] }]);
  });

  it('does not leave when its event cannot be written', async () => {
    const context = { audit: audit.begin('r1', undefined, isField) };
    await store.close();

    const { status, text } = await ask('{ secret }', context);

    expect(status).toBe(503);
    expect(text).toContain('"code":"AUDIT_UNAVAILABLE"');
    expect(text).not.toContain('what must not leave');
  });

  it('needs no event when nothing was executed, or the schema was asked for', async () => {
    for (const query of ['{ nothing }', '{', '{ __typename }']) await ask(query, { audit: audit.begin('r1', undefined, isField) });

    expect(await verified()).toMatchObject([{ events: 0 }]);
  });

  it('needs none where nothing is written down', async () => {
    const { text } = await ask('{ secret }', {});

    expect(text).toContain('what must not leave');
    expect(await verified()).toMatchObject([{ events: 0 }]);
  });
});

describe('the log of a gateway', () => {
  it('goes on with its chain after a restart, under the same name', async () => {
    await ask('{ secret }', { audit: audit.begin('r1', undefined, isField) });
    await audit.close();
    audit = await openGatewayAudit({ storeUrl: store.url, anchorFolder: join(folder, 'anchors') });
    await ask('{ secret }', { audit: audit.begin('r2', undefined, isField) });

    expect(await verified()).toEqual([{ writer: 'gateway-1', events: 2, anchored: 2, faults: [] }]);
  });

  it('holds refused sign-ins', async () => {
    await audit.refusedSignIn('r1');

    expect(await verified()).toMatchObject([{ events: 1 }]);
  });

  it('keeps its key from everybody else on the machine', async () => {
    const key = await stat(join(folder, 'anchors', 'private-key.pem'));

    expect(key.mode & 0o777).toBe(0o600);
  });

  it('never forks: a second process of the same name is refused', async () => {
    const second = await openGatewayAudit({ storeUrl: store.url, anchorFolder: join(folder, 'anchors') });
    await ask('{ secret }', { audit: audit.begin('r1', undefined, isField) });

    const { status } = await ask('{ secret }', { audit: second.begin('r2', undefined, isField) });

    await second.close();
    expect(status).toBe(503);
    expect(await verified()).toMatchObject([{ events: 1, faults: [] }]);
  });

  it('does not open without a store', async () => {
    await expect(
      openGatewayAudit({ storeUrl: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200', anchorFolder: join(folder, 'anchors') }),
    ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  }, 20_000);
});
