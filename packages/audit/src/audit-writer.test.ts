import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@health-graph/embedded-mongo';
import { connect, type StoreConnection } from '@health-graph/store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anAuditEvent } from './builders.ts';
import { type AuditLog, auditLog, chained, generateAnchorKeys, openAnchor, openAuditWriter, readAnchor, verifyChain } from './index.ts';

const keys = generateAnchorKeys();
const now = (): Date => new Date('2026-08-01T08:00:00Z');

let folder: string;
let server: Awaited<ReturnType<typeof start>>;
let connection: StoreConnection;
let log: AuditLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-audit-'));
  server = await start({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 });
  connection = await connect({ url: server.url, database: 'audit', serverSelectionTimeoutMs: 1_000 });
  log = auditLog(connection);
  await log.prepare();
});
afterEach(async () => {
  await connection.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const openWriter = async () =>
  openAuditWriter({
    log,
    writer: 'gateway-1',
    now,
    anchor: await openAnchor(join(folder, 'anchor.ndjson'), createPrivateKey(keys.privateKey)),
  });
const verified = async () => {
  const { heads, faults } = readAnchor(await readFile(join(folder, 'anchor.ndjson'), 'utf8'), createPublicKey(keys.publicKey));
  return { anchorFaults: faults, heads: heads.length, ...(await verifyChain('gateway-1', log.eventsOf('gateway-1'), heads)) };
};

describe('openAuditWriter', () => {
  it('chains what many requests append at once, in few groups', async () => {
    const writer = await openWriter();

    await Promise.all(Array.from({ length: 200 }, (_, index) => writer.append(anAuditEvent({ requestId: `r${index}` }))));
    await writer.close();

    const report = await verified();
    expect(report).toMatchObject({ events: 200, anchored: 200, faults: [], anchorFaults: [] });
    expect(report.heads).toBeLessThan(20);
  });

  it('goes on with the same chain after a restart', async () => {
    for (const requestId of ['first', 'second']) {
      const writer = await openWriter();
      await writer.append(anAuditEvent({ requestId }));
      await writer.close();
    }

    expect(await verified()).toMatchObject({ events: 2, anchored: 2, faults: [] });
  });

  it('signs what a crash left without a head as soon as it opens', async () => {
    const event = chained(await log.headOf('gateway-1'), anAuditEvent());
    await log.insert([event]);

    await (await openWriter()).close();

    expect(await verified()).toMatchObject({ events: 1, anchored: 1, faults: [] });
  });

  it('takes nothing more once it is closed', async () => {
    const writer = await openWriter();
    await writer.close();

    await expect(writer.append(anAuditEvent())).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  });

  it('refuses while the store is away, and goes on when it is back', async () => {
    const writer = await openWriter();
    await writer.append(anAuditEvent({ requestId: 'before' }));
    const { port } = new URL(server.url);
    await server.close();

    await expect(writer.append(anAuditEvent({ requestId: 'meanwhile' }))).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });

    server = await start({ folder: join(folder, 'store'), host: '127.0.0.1', port: Number(port) });
    await writer.append(anAuditEvent({ requestId: 'after' }));
    await writer.close();
    expect(await verified()).toMatchObject({ faults: [], anchorFaults: [] });
  });
});
