import { describe, expect, it } from '@jest/globals';
import { createGates } from './gates.ts';

describe('a gate', () => {
  it('lets so many through, and the next ones in their order as others leave', async () => {
    const gates = createGates(2);
    const entered: number[] = [];
    const enter = (number: number) =>
      gates.enter('a').then((leave) => {
        entered.push(number);
        return leave;
      });
    const [first, second, third, fourth] = [enter(1), enter(2), enter(3), enter(4)];
    const [leaveFirst, leaveSecond] = [await first, await second];
    const before = [...entered];

    leaveFirst();
    leaveFirst(); // Leaving twice frees one place.
    (await third)();
    leaveSecond();
    await fourth;

    expect(before).toEqual([1, 2]);
    expect(entered).toEqual([1, 2, 3, 4]);
  });

  it('of one name holds up nobody at another', async () => {
    const gates = createGates(1);
    await gates.enter('slow');

    await expect(gates.enter('quick')).resolves.toBeInstanceOf(Function);
  });
});
