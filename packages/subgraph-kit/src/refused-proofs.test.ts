import { expect, it } from '@jest/globals';
import { createLog } from './log.ts';
import { refusedProofs } from './refused-proofs.ts';

it('requests with a proof that is none are written down, and a flood of them does not fill the disk', () => {
  const lines: string[] = [];
  let now = 0;
  const note = refusedProofs(createLog('pharmacy', 'info', { write: (line) => void lines.push(line) }), () => now);

  for (let index = 0; index < 100; index++) note();
  const first = lines.length;
  now = 60_000;
  note();

  expect(first).toBe(60);
  expect(lines).toHaveLength(61);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, security: 'refused-proof' });
});
