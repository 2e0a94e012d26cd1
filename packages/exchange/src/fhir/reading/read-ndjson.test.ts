import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { type BundleEntry, readNdjson } from '../../index.ts';

async function linesOf(text: string): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for await (const entry of readNdjson(Readable.from([Buffer.from(text)]))) entries.push(entry);
  return entries;
}

describe('readNdjson', () => {
  it('gives one resource a line, the last one with or without its newline', async () => {
    const entries = await linesOf('{"resourceType":"Patient","id":"a"}\r\n\n{"resourceType":"Patient","id":"b"}');

    expect(entries.map(({ ordinal, sourceId, refusal }) => [ordinal, sourceId, refusal])).toEqual([
      [0, 'a', undefined],
      [1, 'b', undefined],
    ]);
  });

  it('refuses a broken line and one that is too long, and reads on', async () => {
    const long = `{"resourceType":"Binary","data":"${'A'.repeat(17 * 1024 * 1024)}"}`;

    const entries = await linesOf(`{"resourceType":\n${long}\n{"resourceType":"Patient","id":"b"}\n`);

    expect(entries.map(({ refusal }) => refusal?.code)).toEqual(['INVALID_JSON', 'PAYLOAD_TOO_LARGE', undefined]);
  });
});
