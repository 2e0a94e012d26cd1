import { encounter, patient } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { beyond, both, defaultOrder } from './keyset.ts';

const at = new Date('2021-08-21T22:33:27Z');

describe('the order of lists', () => {
  it('is the newest first where records have a date', () => {
    expect(defaultOrder(encounter)).toEqual([
      ['sortAt', -1],
      ['_id', -1],
    ]);
  });

  it('is by id where they have none', () => {
    expect(defaultOrder(patient)).toEqual([['_id', 1]]);
  });
});

describe('what lies beyond a position', () => {
  it('is bounded on the date, so that an index is entered there, and told apart by id within one moment', () => {
    const filter = beyond(defaultOrder(encounter), [at, 'X']);

    expect(filter).toEqual({ sortAt: { $lte: at }, $or: [{ sortAt: { $lt: at } }, { sortAt: at, _id: { $lt: 'X' } }] });
  });

  it('is a plain comparison where the id alone orders', () => {
    expect(beyond([['_id', 1]], ['X'])).toEqual({ _id: { $gt: 'X' } });
  });

  it('includes records with a value after those without one, in rising order', () => {
    const order = [['name', 1] as const, ['_id', 1] as const];

    expect(beyond(order, [null, 'X'])).toEqual({ $or: [{ name: { $ne: null } }, { name: null, _id: { $gt: 'X' } }] });
  });

  it('includes records without a value after those with one, in falling order', () => {
    const order = [['name', -1] as const, ['_id', -1] as const];

    expect(beyond(order, ['B', 'X'])).toEqual({ $or: [{ name: { $lt: 'B' } }, { name: null }, { name: 'B', _id: { $lt: 'X' } }] });
  });
});

describe('two filters at once', () => {
  it('are written flat where they name different fields', () => {
    expect(both({ patientId: 'P' }, { status: 'FINAL' })).toEqual({ patientId: 'P', status: 'FINAL' });
  });

  it('are both kept where they name the same field', () => {
    expect(both({ status: 'FINAL' }, { status: { $ne: null } })).toEqual({ $and: [{ status: 'FINAL' }, { status: { $ne: null } }] });
  });
});
