import { describe, expect, it } from '@jest/globals';
import { linesOf } from './ndjson.ts';

async function* inChunks(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string, size: number, limit = 1000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(inChunks(text, size), limit)) lines.push('text' in line ? line.text : 'too long');
  return lines;
}

describe('lines of a stream', () => {
  it.each([1, 2, 3, 7, 1000])('are the same in chunks of %i bytes', async (size) => {
    expect(await read('một\r\n\nhai 😀\n  \nba', size)).toEqual(['một', 'hai 😀', 'ba']);
  });

  it.each([1, 5, 1000])('are passed over when they are too long, in chunks of %i bytes', async (size) => {
    expect(await read(`${'x'.repeat(50)}\nshort\n${'y'.repeat(11)}\n${'z'.repeat(10)}`, size, 10)).toEqual([
      'too long',
      'short',
      'too long',
      'z'.repeat(10),
    ]);
  });

  it('are none in an empty stream', async () => {
    expect(await read('', 10)).toEqual([]);
  });
});
