import { appendFile, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateAnchorKeys } from '@health-graph/audit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { run } from '../run.ts';
import { openAuditStore } from './open-audit-store.ts';
import { aLook, dataFolderWith, otherPatientId, patientId } from './testing.ts';

const length = 6;
let data: Awaited<ReturnType<typeof dataFolderWith>>;
let copy: string;

beforeAll(async () => {
  data = await dataFolderWith(Array.from({ length }, (_, index) => aLook(`r${index + 1}`, { at: `2026-08-0${index + 1}T08:00:00.000Z` })));
  copy = join(data.path, 'copy-of-anchor.ndjson');
  await copyFile(anchorFile(), copy);
});
afterAll(() => data.remove());

const anchorFile = () => join(data.path, 'anchors', 'gateway-1.ndjson');

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function command(...argv: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line)),
    jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line)),
  ];
  try {
    const code = await run(['audit', ...argv, '--data', data.path]);
    return { code, out: text(out), err: text(err) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

type Documents = Awaited<ReturnType<typeof openAuditStore>>['connection']['mongoose'];

/** What `verify` says after `tamper`; then everything is as it was. */
async function afterTampering(
  tamper: (events: ReturnType<Documents['collection']>) => Promise<unknown>,
  ...argv: string[]
): Promise<Outcome> {
  const store = await openAuditStore(data.path);
  const events = store.connection.mongoose.collection('audit_events');
  const before = await events.find().toArray();
  await tamper(events);
  await store.close();
  try {
    return await command('verify', ...argv);
  } finally {
    const again = await openAuditStore(data.path);
    const restored = again.connection.mongoose.collection('audit_events');
    await restored.deleteMany({});
    await restored.insertMany(before);
    await again.close();
  }
}

describe('health-graph audit verify', () => {
  it('says that a log is whole, and how far it is signed', async () => {
    const { code, out } = await command('verify');

    expect(out).toBe(`gateway-1: ${length} events, signed up to ${length}\nThe audit log is whole.\n`);
    expect(code).toBe(0);
  });

  it('prints one JSON object', async () => {
    const { out } = await command('verify', '--json');

    expect(JSON.parse(out)).toEqual({
      events: length,
      anchors: [anchorFile()],
      writers: [{ writer: 'gateway-1', events: length, anchored: length }],
      faults: [],
    });
  });

  it('names a changed event and ends with 1', async () => {
    const { code, err } = await afterTampering((events) => events.updateOne({ sequence: 3 }, { $set: { 'event.outcome': 'success' } }));

    expect(err).toBe('The audit log is not as it was written.\n  gateway-1: event 3 was changed\n  events: 6\n');
    expect(code).toBe(1);
  });

  it('names a removed event', async () => {
    const { code, err } = await afterTampering((events) => events.deleteOne({ sequence: 2 }));

    expect(err).toContain('gateway-1: event 2 was removed');
    expect(code).toBe(1);
  });

  it('names events that changed places', async () => {
    const { err } = await afterTampering(async (events) => {
      for (const [from, to] of [
        [2, 99],
        [3, 2],
        [99, 3],
      ])
        await events.updateOne({ sequence: from }, { $set: { sequence: to } });
    });

    expect(err).toContain('event 2 was reordered');
    expect(err).toContain('event 3 was reordered');
  });

  it('names a cut tail, also by an anchor that was kept elsewhere', async () => {
    const cut = (events: ReturnType<Documents['collection']>) => events.deleteMany({ sequence: { $gt: 4 } });

    for (const options of [[], ['--anchor', copy]]) {
      const { code, out } = await afterTampering(cut, '--json', ...options);
      expect(JSON.parse(out)).toMatchObject({ faults: [{ kind: 'cut', writer: 'gateway-1', from: 5, to: 6 }] });
      expect(code).toBe(1);
    }
  });

  it('finds nothing of a log that is gone but what the anchor says', async () => {
    const { err } = await afterTampering((events) => events.deleteMany({}));

    expect(err).toContain(`gateway-1: events 1 to ${length} were cut`);
  });

  it('names what is wrong with the anchor itself', async () => {
    const text = await readFile(anchorFile(), 'utf8');
    await writeFile(anchorFile(), text.replace(/"sequence":3/, '"sequence":4'));

    const { code, err } = await command('verify');

    await writeFile(anchorFile(), text);
    expect(err).toContain('gateway-1.ndjson, line 4: signature is wrong');
    expect(code).toBe(1);
  });

  it('says that nothing vouches for the events when the anchor is gone', async () => {
    await rm(anchorFile());

    const { code, err } = await command('verify');

    await copyFile(copy, anchorFile());
    expect(err).toContain('gateway-1: no signed head vouches for its events');
    expect(code).toBe(1);
  });

  it('takes no head that another key signed', async () => {
    const key = join(data.path, 'other-key.pem');
    await writeFile(key, generateAnchorKeys().publicKey);

    const { code, err } = await command('verify', '--key', key);

    expect(err).toContain('signature is wrong');
    expect(code).toBe(1);
  });

  it.each([
    ['an anchor that is not there', ['--anchor', '/nowhere.ndjson']],
    ['a key that is none', ['--key', '/dev/null']],
  ])('refuses %s', async (_name, options) => {
    const { code, err } = await command('verify', ...options);

    expect(err).toMatch(/cannot be read/);
    expect(code).toBe(1);
  });
});

describe('health-graph audit export', () => {
  const exported = async (...options: readonly string[]) => {
    const file = join(data.path, 'export.ndjson');
    const { code, out } = await command('export', '--out', file, '--json', ...options);
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return { code, summary: JSON.parse(out), resources: lines.map((line) => JSON.parse(line)) };
  };

  it('writes one AuditEvent for each patient of each request, the oldest first', async () => {
    const { code, summary, resources } = await exported();

    expect(summary).toMatchObject({ events: length, auditEvents: 2 * length });
    expect(resources.map(({ resourceType }) => resourceType)).toEqual(Array(2 * length).fill('AuditEvent'));
    expect(resources.map(({ recorded }) => recorded)).toEqual(resources.map(({ recorded }) => recorded).toSorted());
    expect(code).toBe(0);
  });

  it('writes what was asked about one patient, and nothing of others', async () => {
    const { resources } = await exported('--patient', otherPatientId);

    expect(resources).toHaveLength(length);
    expect(JSON.stringify(resources)).not.toContain(patientId);
  });

  it.each([
    [['--from', '2026-08-03'], 4],
    [['--to', '2026-08-02'], 2],
    [['--from', '2026-08-03', '--to', '2026-08-03'], 1],
    [['--from', '2026-08-03T08:00:00Z', '--to', '2026-08-03T08:00:00Z'], 1],
    [['--from', '2027'], 0],
  ])('writes what lies in the time %j', async (options, events) => {
    expect((await exported(...options)).summary).toMatchObject({ events });
  });

  it('does not understand a time that is none', async () => {
    expect((await command('export', '--from', 'yesterday')).code).toBe(2);
  });
});

describe('health-graph audit', () => {
  it('does not take for whole what is not there', async () => {
    const empty = await dataFolderWith([]);
    await rm(join(empty.path, 'anchors'), { recursive: true });
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);

    const code = await run(['audit', 'verify', '--data', empty.path]);

    expect(printed).toHaveBeenCalledWith(expect.stringContaining('There is no audit log.'));
    printed.mockRestore();
    await empty.remove();
    expect(code).toBe(1);
  });

  it('refuses a folder without a graph', async () => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);

    const code = await run(['audit', 'verify', '--data', join(data.path, 'none')]);

    expect(printed).toHaveBeenCalledWith(expect.stringContaining('There is no graph in this folder.'));
    printed.mockRestore();
    expect(code).toBe(1);
  });

  it('reads on behind a line of the anchor that a crash cut short', async () => {
    await appendFile(anchorFile(), '{"writer":"gate');

    const { code } = await command('verify');

    await copyFile(copy, anchorFile());
    expect(code).toBe(0);
  });
});
