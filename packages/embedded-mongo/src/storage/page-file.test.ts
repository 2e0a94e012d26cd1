import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Environment, openEnvironment } from './environment.ts';
import { SharedRead, Snapshot } from './lmdb-view.ts';
import type { KeyRange } from './view.ts';

const keyOf = (number: number): Buffer => {
  const key = Buffer.alloc(10);
  key.writeUIntBE(number, 4, 6);
  return key;
};

/** From a few bytes to several pages. */
const contentOf = (number: number): Buffer => Buffer.alloc(number % 50 === 0 ? 20_000 + number : (number * 37) % 1800, number % 256);

describe('PageFile', () => {
  let folder: string;
  let environment: Environment;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-pages-'));
    environment = openEnvironment({ folder });
  });

  afterAll(async () => {
    await environment.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (from: number, to: number): void =>
    environment.root.transactionSync(() => {
      for (let number = from; number < to; number += 1) environment.tables.records.putSync(keyOf(number), contentOf(number));
    });

  const compare = (snapshot: Snapshot, range: KeyRange): number => {
    const expected = snapshot.entries('records', range);
    let count = 0;
    for (const entry of snapshot.entries('records', { ...range, isLarge: true })) {
      const { value: other } = expected.next();
      expect(entry.key.equals(other?.key ?? Buffer.alloc(0)) && entry.value.equals(other?.value ?? Buffer.alloc(1))).toBe(true);
      count += 1;
    }
    expect(expected.next().done).toBe(true);
    return count;
  };

  it('reads an empty database, then what the map shows, from anywhere to anywhere', () => {
    const empty = new Snapshot(environment, new SharedRead(environment, 0));
    expect(compare(empty, { start: keyOf(0), end: keyOf(9) })).toBe(0);
    write(0, 5000);
    const shared = new SharedRead(environment, 1);
    const snapshot = new Snapshot(environment, shared);

    expect(shared.recordsRoot(environment)).toBeGreaterThan(0);
    expect(compare(snapshot, { start: keyOf(0), end: keyOf(5000) })).toBe(5000);
    for (const [start, end] of [
      [1, 2],
      [17, 4321],
      [4999, 9999],
      [2500, 2500],
      [6000, 7000],
    ] as const) {
      expect(compare(snapshot, { start: keyOf(start), end: keyOf(end) })).toBe(Math.max(0, Math.min(end, 5000) - Math.min(start, 5000)));
    }
  });

  it('goes on showing a snapshot while others write', () => {
    const snapshot = new Snapshot(environment, new SharedRead(environment, 2));
    const before = compare(snapshot, { start: keyOf(0), end: keyOf(99_999) });

    for (let round = 0; round < 20; round += 1) {
      write(5000 + round * 200, 5200 + round * 200);
      environment.root.transactionSync(() => {
        for (let number = round * 100; number < round * 100 + 100; number += 1) environment.tables.records.removeSync(keyOf(number));
      });
    }

    expect(compare(snapshot, { start: keyOf(0), end: keyOf(99_999) })).toBe(before);
    snapshot.close();
  });
});
