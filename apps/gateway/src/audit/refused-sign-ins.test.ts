import type { AuditEvent } from '@health-graph/audit';
import { AuditUnavailable } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import { createRefusedSignIns } from './refused-sign-ins.ts';

const now = () => new Date('2026-08-01T08:00:00Z');

function recorder(perWindow: number) {
  const written: AuditEvent[] = [];
  const state = { isAway: false };
  const append = async (event: AuditEvent) => {
    if (state.isAway) throw new AuditUnavailable('The audit log cannot be reached.');
    written.push(event);
  };
  return { written, state, refused: createRefusedSignIns({ writer: { append }, now, perWindow, windowMs: 3_600_000 }) };
}

describe('refused sign-ins', () => {
  it('are written one by one, without a word about the token', async () => {
    const { written, refused } = recorder(2);

    await refused.note('r1');

    expect(written).toEqual([{ at: '2026-08-01T08:00:00.000Z', requestId: 'r1', action: 'sign-in', outcome: 'refused', entries: [] }]);
  });

  it('are counted in one event behind a bound, so that a flood of them is none of the log', async () => {
    const { written, refused } = recorder(2);

    for (let number = 1; number <= 1_000; number += 1) await refused.note(`r${number}`);
    await refused.close();

    expect(written.map(({ requestId, count }) => [requestId, count])).toEqual([
      ['r1', undefined],
      ['r2', undefined],
      ['r1000', 998],
    ]);
  });

  it('are refused with the log away, so that nothing leaves unwritten', async () => {
    const { state, refused } = recorder(2);
    state.isAway = true;

    await expect(refused.note('r1')).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  });

  it('are still counted when the counting event could not be written', async () => {
    const { written, state, refused } = recorder(0);
    await refused.note('r1');
    state.isAway = true;
    await expect(refused.close()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    state.isAway = false;

    await refused.close();

    expect(written.map(({ count }) => count)).toEqual([1]);
  });
});
