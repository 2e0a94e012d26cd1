import { describe, expect, it } from '@jest/globals';
import { createInOrder } from './in-order.ts';

const nothing = async () => {};

describe('createInOrder', () => {
  it('starts work before earlier work is done, and commits in order', async () => {
    const order: string[] = [];
    const slow = Promise.withResolvers<string>();
    const queue = createInOrder(2);

    await queue.add(
      ['a'],
      () => slow.promise,
      async (result) => void order.push(result),
    );
    await queue.add(
      ['b'],
      async () => {
        order.push('b started');
        return 'b';
      },
      async (result) => void order.push(result),
    );
    slow.resolve('a');
    await queue.drain();

    expect(order).toEqual(['b started', 'a', 'b']);
  });

  it('waits for work that holds one of its keys', async () => {
    const order: string[] = [];
    const slow = Promise.withResolvers<void>();
    const queue = createInOrder(2);

    await queue.add(
      ['organization'],
      () => slow.promise,
      async () => void order.push('first'),
    );
    const second = queue.add(['organization'], async () => void order.push('second'), nothing);
    slow.resolve();
    await second;
    await queue.drain();

    expect(order).toEqual(['first', 'second']);
  });

  it('commits nothing behind work that failed, and throws what failed', async () => {
    const committed: string[] = [];
    const queue = createInOrder(3);

    await queue.add(
      ['a'],
      () => Promise.reject(new Error('away')),
      async () => void committed.push('a'),
    );
    await queue.add(
      ['b'],
      async () => {},
      async () => void committed.push('b'),
    );

    await expect(queue.drain()).rejects.toThrow('away');
    await expect(queue.drain()).rejects.toThrow('away');
    expect(committed).toEqual([]);
  });
});
