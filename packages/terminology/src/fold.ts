/**
 * Text as a search compares it: lower case, without tone and vowel marks, `đ` as `d`, single spaces. `Nguyễn Thị Hòa` and
 * `nguyen thi hoa` fold to the same. Both Unicode forms of a letter and both ways of placing the tone (`Hòa`, `Hoà`) come out alike.
 */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd').replace(/\s+/g, ' ').trim();
}
