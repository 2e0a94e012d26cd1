import { describe, expect, it } from '@jest/globals';
import { fold } from './index.ts';

describe('fold', () => {
  it.each([
    ['Nguyễn Thị Hòa', 'nguyen thi hoa'],
    ['NGUYỄN THỊ HOÀ', 'nguyen thi hoa'],
    ['Đỗ Đức Đạt', 'do duc dat'],
    ['Phường Đông Hà', 'phuong dong ha'],
    ['Ưu  Ơi\tỴ', 'uu oi y'],
  ])('writes %j without marks', (written, folded) => {
    expect(fold(written)).toBe(folded);
  });

  it('takes composed and decomposed letters for the same', () => {
    expect(fold('Hường'.normalize('NFD'))).toBe(fold('Hường'.normalize('NFC')));
  });

  it('leaves folded text as it is', () => {
    expect(fold(fold('Trần Quốc Toản'))).toBe(fold('Trần Quốc Toản'));
  });
});
