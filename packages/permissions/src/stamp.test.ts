import { describe, expect, it } from '@jest/globals';
import { createRequestPermissions, stamp, stampOf } from './index.ts';
import { realTable } from './testing/arbitraries.ts';

const permissions = createRequestPermissions({
  table: realTable,
  caller: undefined,
  facts: { of: () => Promise.reject(new Error('nobody asks')), ofRelated: () => Promise.reject(new Error('nobody asks')) },
});
const standing = permissions.standingTo({ patientId: 'p1', labels: [] });

describe('a stamp', () => {
  it('is read off the object that it was put on, and off no other', () => {
    const record = stamp({ id: 'r1' }, standing);

    expect(stampOf(record)).toBe(standing);
    expect(stampOf({ id: 'r1' })).toBeUndefined();
  });

  it('is neither printed nor copied', () => {
    const record = stamp({ id: 'r1' }, standing);

    expect(JSON.stringify(record)).toBe('{"id":"r1"}');
    expect(stampOf({ ...record })).toBeUndefined();
  });

  it('cannot be changed, only repeated', () => {
    const record = stamp(stamp({ id: 'r1' }, standing), standing);

    expect(() => stamp(record, permissions.standingTo({ labels: [] }))).toThrow(TypeError);
    expect(stampOf(record)).toBe(standing);
  });
});
