import { createPrivateKey, createPublicKey } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anAuditEvent } from './builders.ts';
import { collected } from './collected.ts';
import {
  type ChainedEvent,
  chained,
  generateAnchorKeys,
  genesis,
  type LogFault,
  openAnchor,
  readAnchor,
  type SignedHead,
  verifyChain,
  verifyLog,
} from './index.ts';

const length = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 1_000 : 100;
const groupSize = 7;
const writer = 'gateway-1';
const keys = generateAnchorKeys();
const publicKey = createPublicKey(keys.publicKey);

jest.setTimeout(600_000); // A thousand events are checked a thousand times, on a machine that may be busy.

let log: readonly ChainedEvent[];
let heads: readonly SignedHead[];
let anchorText: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-anchor-'));
  const file = join(folder, 'anchor.ndjson');
  const anchor = await openAnchor(file, createPrivateKey(keys.privateKey));
  const events: ChainedEvent[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const event = chained(events.at(-1) ?? genesis(writer), anAuditEvent({ requestId: `request-${sequence}` }));
    events.push(event);
    if (sequence % groupSize === 0 || sequence === length) await anchor.append(event, '2026-08-01T08:00:00.000Z');
  }
  await anchor.close();
  log = events;
  anchorText = await readFile(file, 'utf8');
  heads = readAnchor(anchorText, publicKey).heads;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const positions = Array.from({ length }, (_, index) => index);
const faultsOf = async (events: readonly ChainedEvent[]): Promise<readonly LogFault[]> => (await verifyChain(writer, events, heads)).faults;

/** Tampers at every position and gives those where nothing was found. */
async function unnoticed(tamper: (at: number) => readonly ChainedEvent[]): Promise<readonly number[]> {
  const missed: number[] = [];
  for (const at of positions) if ((await faultsOf(tamper(at))).length === 0) missed.push(at);
  return missed;
}

describe(`a log of ${length} events`, () => {
  it('is whole as it was written', async () => {
    expect(await verifyChain(writer, log, heads)).toEqual({ writer, events: length, anchored: length, faults: [] });
  });

  it('shows a changed event at every position, and names it', async () => {
    for (const at of positions) {
      const faults = await faultsOf(
        log.map((event, index) => (index === at ? { ...event, event: { ...event.event, outcome: 'refused' } } : event)),
      );

      expect(faults).toEqual([{ kind: 'changed', writer, sequence: at + 1 }]);
    }
  });

  it('shows an event that was changed and hashed again, by what points to it or by the anchor', async () => {
    const missed = await unnoticed((at) => {
      const before = log[at - 1] ?? genesis(writer);
      return log.map((event, index) => (index === at ? chained(before, { ...event.event, outcome: 'refused' }) : event));
    });

    expect(missed).toEqual([]);
  });

  it('shows a chain that was changed and hashed again to its end, by the anchor', async () => {
    const missed = await unnoticed((at) => {
      const forged: ChainedEvent[] = log.slice(0, at);
      for (const { event } of log.slice(at)) forged.push(chained(forged.at(-1) ?? genesis(writer), { ...event, requestId: 'forged' }));
      return forged;
    });

    expect(missed).toEqual([]);
  });

  it('shows a removed event at every position, the last one too, and names it', async () => {
    for (const at of positions) {
      const [fault] = await faultsOf(log.filter((_, index) => index !== at));

      expect(fault).toMatchObject({ kind: at === length - 1 ? 'cut' : 'removed', from: at + 1, to: at + 1 });
    }
  });

  it('shows an inserted event at every position', async () => {
    const missed = await unnoticed((at) => [
      ...log.slice(0, at + 1),
      { ...(log[at] as ChainedEvent), event: anAuditEvent() },
      ...log.slice(at + 1),
    ]);

    expect(missed).toEqual([]);
  });

  it('shows two events that changed places, and names them', async () => {
    for (const at of positions.slice(1)) {
      const [before, after] = [log[at - 1], log[at]] as [ChainedEvent, ChainedEvent];
      const swapped = log.with(at - 1, { ...after, sequence: at }).with(at, { ...before, sequence: at + 1 });

      expect((await faultsOf(swapped)).filter(({ kind }) => kind === 'reordered')).toEqual([
        { kind: 'reordered', writer, sequence: at },
        { kind: 'reordered', writer, sequence: at + 1 },
      ]);
    }
  });

  it('shows a tail that was cut at every position behind the anchor', async () => {
    for (const at of positions)
      expect((await faultsOf(log.slice(0, at))).at(-1)).toEqual({ kind: 'cut', writer, from: at + 1, to: length });
  });

  it('shows a tail that was cut and written anew by a genuine writer, at every position', async () => {
    const missed: number[] = [];
    for (const at of positions) {
      const anew: ChainedEvent[] = log.slice(0, at);
      const vouched: SignedHead[] = [...heads];
      while (anew.length < length + groupSize) {
        const event = chained(anew.at(-1) ?? genesis(writer), anAuditEvent({ requestId: 'after the cut' }));
        anew.push(event);
        vouched.push({ ...(heads[0] as SignedHead), sequence: event.sequence, hash: event.hash });
      }
      const { faults } = await verifyChain(writer, anew, vouched);
      if (!faults.some(({ kind }) => kind === 'rewritten')) missed.push(at);
    }

    expect(missed).toEqual([]);
  });

  it('shows events whose anchor is gone', async () => {
    expect((await verifyChain(writer, log, [])).faults).toEqual([{ kind: 'unanchored', writer }]);
  });

  it('names an event whose number is none, and goes on', async () => {
    const strange = { ...(log[3] as ChainedEvent), sequence: Number.NaN };

    expect(await faultsOf([...log, strange])).toEqual([{ kind: 'inserted', writer, sequence: Number.NaN }]);
  });
});

describe('a log of several writers', () => {
  const logOf = (chains: Readonly<Record<string, readonly ChainedEvent[]>>) => ({
    writers: async () => Object.keys(chains),
    eventsOf: async function* (name: string) {
      yield* chains[name] ?? [];
    },
  });

  it('is checked chain by chain', async () => {
    const found = await collected(verifyLog(logOf({ [writer]: log, stranger: [chained(genesis('stranger'), anAuditEvent())] }), heads));

    expect(found.map(({ writer: name, faults }) => [name, faults])).toEqual([
      [writer, []],
      ['stranger', [{ kind: 'unanchored', writer: 'stranger' }]],
    ]);
  });

  it('misses a writer whose events are all gone', async () => {
    const found = await collected(verifyLog(logOf({}), heads));

    expect(found).toEqual([{ writer, events: 0, anchored: length, faults: [{ kind: 'cut', writer, from: 1, to: length }] }]);
  });

  it('shows an event that was moved to another writer in both', async () => {
    const moved = { ...(log[9] as ChainedEvent), writer: 'stranger' };
    const found = await collected(verifyLog(logOf({ [writer]: log.filter((event) => event !== log[9]), stranger: [moved] }), heads));

    expect(found.flatMap(({ faults }) => faults.map(({ kind }) => kind))).toEqual(expect.arrayContaining(['removed', 'unanchored']));
  });
});

describe('the anchor', () => {
  it('shows a head whose signature is wrong, and one that was taken out', () => {
    const lines = anchorText.split('\n');
    const forged = lines.with(2, (lines[2] ?? '').replace(/"sequence":\d+/, '"sequence":999'));
    const shorter = lines.filter((_, index) => index !== 2);

    expect(readAnchor(forged.join('\n'), publicKey).faults).toEqual([
      { line: 3, reason: 'signature is wrong' },
      { line: 4, reason: 'does not follow the line before' },
    ]);
    expect(readAnchor(shorter.join('\n'), publicKey).faults).toEqual([{ line: 3, reason: 'does not follow the line before' }]);
  });

  it('goes on behind a line that a crash cut short', async () => {
    const file = join(folder, 'crashed.ndjson');
    const first = await openAnchor(file, createPrivateKey(keys.privateKey));
    await first.append(genesis(writer), '2026-08-01T08:00:00.000Z');
    await first.close();
    await appendFile(file, '{"writer":"gate');

    const second = await openAnchor(file, createPrivateKey(keys.privateKey));
    await second.append(chained(genesis(writer), anAuditEvent()), '2026-08-01T08:00:01.000Z');
    await second.close();

    const { heads: found, faults } = readAnchor(await readFile(file, 'utf8'), publicKey);
    expect(faults).toEqual([]);
    expect(found.map(({ sequence }) => sequence)).toEqual([0, 1]);
  });
});
