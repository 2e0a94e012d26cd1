import { describe, expect, it } from '@jest/globals';
import { remembered } from './remembered.ts';

describe('remembered', () => {
  it('answers as the function does, and asks it once for each text', () => {
    const asked: string[] = [];
    const length = remembered((text) => {
      asked.push(text);
      return text.length;
    });

    expect([length('a'), length('bb'), length('a')]).toEqual([1, 2, 1]);
    expect(asked).toEqual(['a', 'bb']);
  });

  it('forgets rather than grow without end', () => {
    let asked = 0;
    const count = remembered(() => {
      asked += 1;
      return asked;
    });

    const first = count('0');
    for (let text = 1; text <= 5_000; text += 1) count(String(text));

    expect(count('0')).not.toBe(first);
  });
});
