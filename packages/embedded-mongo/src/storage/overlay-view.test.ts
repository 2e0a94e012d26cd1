import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Environment, openEnvironment } from './environment.ts';
import { LmdbView } from './lmdb-view.ts';
import { OverlayView } from './overlay-view.ts';
import type { View } from './view.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const keyOf = (number: number): Buffer => bytes(`k${String(number).padStart(2, '0')}`);

const rows = (view: View, start: number, end: number, reverse: boolean): string[] =>
  [...view.entries('records', { start: keyOf(start), end: keyOf(end), reverse })].map(
    ({ key, value }) => `${key.toString()}=${value.toString()}`,
  );

describe('views of the store', () => {
  let folder: string;
  let environment: Environment;
  const stored = [1, 3, 5, 7, 9, 11];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-view-'));
    environment = openEnvironment({ folder });
    environment.root.transactionSync(() => {
      for (const number of stored) environment.tables.records.putSync(keyOf(number), bytes(`s${number}`));
    });
  });

  afterAll(async () => {
    await environment.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    [1, 9, false, ['k01=s1', 'k03=s3', 'k05=s5', 'k07=s7']],
    [1, 9, true, ['k07=s7', 'k05=s5', 'k03=s3', 'k01=s1']],
    [2, 10, true, ['k09=s9', 'k07=s7', 'k05=s5', 'k03=s3']],
    [0, 99, true, ['k11=s11', 'k09=s9', 'k07=s7', 'k05=s5', 'k03=s3', 'k01=s1']],
    [4, 4, false, []],
  ])('walk the keys from %d up to but not including %d, backwards %s', (start, end, reverse, expected) => {
    expect(rows(new LmdbView(environment, 0), start, end, reverse)).toEqual(expected);
  });

  it('count the keys of a range, no further than told', () => {
    const view = new LmdbView(environment, 0);

    expect(view.count('records', { start: keyOf(1), end: keyOf(9) })).toBe(4);
    expect(view.count('records', { start: keyOf(1), end: keyOf(9) }, 2)).toBe(2);
  });

  it('show a transaction what is stored with its own writes over it', () => {
    const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.option(fc.string({ minLength: 1, maxLength: 3 }))), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        writes,
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 15 }),
        fc.boolean(),
        (changes, start, end, reverse) => {
          const overlay = new OverlayView(new LmdbView(environment, 0));
          const model = new Map(stored.map((number) => [number, `s${number}`]));
          for (const [number, value] of changes) {
            if (value === null) overlay.remove('records', keyOf(number));
            else overlay.put('records', keyOf(number), bytes(value));
            if (value === null) model.delete(number);
            else model.set(number, value);
          }

          const expected = [...model].filter(([number]) => number >= start && number < end).sort(([a], [b]) => (reverse ? b - a : a - b));
          const seen = rows(overlay, start, end, reverse);

          expect(seen).toEqual(expected.map(([number, value]) => `${keyOf(number).toString()}=${bytes(value).toString()}`));
        },
      ),
      { numRuns: 500 },
    );
  });
});
