import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@health-graph/embedded-mongo';
import { connect, countCommands, type StoreConnection } from '@health-graph/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAuditEntry, anAuditEvent } from './builders.ts';
import { collected } from './collected.ts';
import { type AuditEvent, type AuditReader, auditLog, auditReader, chained, genesis } from './index.ts';

const at = (minute: number) => `2026-08-01T08:${String(minute).padStart(2, '0')}:00.000Z`;
const patient = (number: number) => `patient-${number}`;

/** The oldest first; minute and number go together. */
const events: readonly AuditEvent[] = [
  anAuditEvent({ at: at(0), entries: [anAuditEntry({ patientId: patient(1) })] }),
  anAuditEvent({ at: at(1), entries: [1, 2].map((number) => anAuditEntry({ patientId: patient(number) })) }),
  anAuditEvent({ at: at(1), actor: { accountId: 'own-account', role: 'citizen' }, entries: [anAuditEntry({ patientId: patient(1) })] }),
  anAuditEvent({ at: at(3), entries: [anAuditEntry({ patientId: patient(1), classesSeen: ['reproductive'] })] }),
  anAuditEvent({ at: at(4), entries: [anAuditEntry({ patientId: patient(1), classesRefused: ['reproductive'] })] }),
  anAuditEvent({ at: at(5), entries: [anAuditEntry({ patientId: patient(1), classesSeen: ['public'], classesRefused: [] })] }),
  anAuditEvent({ at: at(6), entries: [anAuditEntry({ patientId: patient(1), classesSeen: [], classesRefused: ['clinical'] })] }),
  anAuditEvent({ at: at(7), entries: [] }),
];

let folder: string;
let server: Awaited<ReturnType<typeof start>>;
let connection: StoreConnection;
let reader: AuditReader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-audit-'));
  server = await start({ folder, host: '127.0.0.1', port: 0 });
  connection = await connect({ url: server.url, database: 'audit' });
  const log = auditLog(connection);
  await log.prepare();
  const chain = events.map((event) => chained(genesis('gateway-1'), event)).map((link, index) => ({ ...link, sequence: index + 1 }));
  await log.insert(chain);
  reader = auditReader(connection);
});
afterAll(async () => {
  await connection.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => Number(id.split(':')[1]));

describe('who looked at a patient', () => {
  it('is told the newest first, without what touched nothing but public data', async () => {
    const [page] = await reader.pagesAbout([{ patientId: patient(1) }], { first: 10 });

    expect(ids(page?.rows ?? [])).toEqual([7, 5, 4, 3, 2, 1]);
    expect(page?.hasMore).toBe(false);
  });

  it('holds the entry of that patient only', async () => {
    const [page] = await reader.pagesAbout([{ patientId: patient(2) }], { first: 10 });

    expect(page?.rows.map(({ event }) => event.entries.map(({ patientId }) => patientId))).toEqual([[patient(2)]]);
  });

  it('leaves out whole events in which a class was seen or refused that the reader may not know of', async () => {
    const [page] = await reader.pagesAbout([{ patientId: patient(1), without: ['reproductive'] }], { first: 10 });

    expect(ids(page?.rows ?? [])).toEqual([7, 3, 2, 1]);
  });

  it('leaves out events that are about nothing but what stays unnamed', async () => {
    const [page] = await reader.pagesAbout([{ patientId: patient(1), unnamed: ['reproductive', 'hiv'] }], { first: 10 });

    expect(ids(page?.rows ?? [])).toEqual([7, 5, 3, 2, 1]);
  });

  it("leaves out the person's own looks on request", async () => {
    const [page] = await reader.pagesAbout([{ patientId: patient(1), notBy: ['own-account'] }], { first: 10 });

    expect(ids(page?.rows ?? [])).toEqual([7, 5, 4, 2, 1]);
  });

  it('comes in pages that miss nothing and repeat nothing, also within one moment', async () => {
    const walked: number[] = [];
    let after: readonly [string, string] | undefined;
    let hasMore = true;
    while (hasMore) {
      const [page] = await reader.pagesAbout([{ patientId: patient(1) }], { first: 1, after });
      const [row] = page?.rows ?? [];
      if (row) walked.push(...ids([row]));
      after = row && [row.event.at, row.id];
      hasMore = page?.hasMore === true;
    }

    expect(walked).toEqual([7, 5, 4, 3, 2, 1]);
  });

  it('is asked of the store once for many patients, and answers each', async () => {
    const asked = [2, 9, 1].map((number) => ({ patientId: patient(number) }));
    let found: readonly number[] = [];
    const { total } = await countCommands(connection, async () => {
      found = (await reader.pagesAbout(asked, { first: 2 })).map(({ rows }) => rows.length);
    });

    expect(found).toEqual([1, 0, 2]);
    expect(total).toBe(1);
  });

  it('answers more patients than one command takes', async () => {
    const asked = Array.from({ length: 250 }, (_, index) => ({ patientId: patient(250 - index) }));

    const pages = await reader.pagesAbout(asked, { first: 1 });

    expect(pages.flatMap(({ rows }) => ids(rows))).toEqual([2, 7]);
  });
});

describe('the whole log', () => {
  it('is listed the newest first, by account and time', async () => {
    const all = await reader.page({ first: 10 });
    const own = await reader.page({ first: 10, accountId: 'own-account' });
    const between = await reader.page({ first: 10, from: at(3), until: at(5) });

    expect(ids(all.rows)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(ids(own.rows)).toEqual([3]);
    expect(ids(between.rows)).toEqual([5, 4]);
  });

  it('is listed by patient, with the entry of that patient and the number of all', async () => {
    const { rows } = await reader.page({ first: 10, patientId: patient(2) });

    expect(rows.map(({ event, patients }) => [event.entries.length, patients])).toEqual([[1, 2]]);
  });

  it('is streamed the oldest first, whole', async () => {
    const streamed = await collected(reader.all({ patientId: patient(2) }));

    expect(streamed.map(({ event }) => event)).toEqual([events[1]]);
  });
});
