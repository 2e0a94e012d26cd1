import { describe, expect, it } from '@jest/globals';
import { holdersToJson, readHolders } from './locate-contract.ts';

const overTheWire = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe('an answer of the record locator', () => {
  it('comes over the wire whole', () => {
    const holders = new Map([['p1', [{ endpoint: 'h01', isKnown: true }]]]);

    expect(readHolders(overTheWire(holdersToJson(holders)))).toEqual(holders);
  });

  it.each([
    null,
    {},
    { holders: [] },
    { holders: { p1: {} } },
    { holders: { p1: [{ endpoint: 'h01' }] } },
    { holders: { p1: [{ endpoint: 1, isKnown: true }] } },
  ])('is none when it is %j', (body) => {
    expect(readHolders(body)).toBeUndefined();
  });
});
