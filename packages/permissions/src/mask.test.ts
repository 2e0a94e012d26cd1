import { describe, expect, it } from '@jest/globals';
import { masked } from './mask.ts';

describe('masked', () => {
  it('shows the last four characters of a number', () => {
    expect(masked('last4', '000199012345')).toBe('********2345');
  });

  it('shows nothing of a number too short to hide', () => {
    expect(masked('last4', '12345678')).toBe('********');
    expect(masked('last4', '')).toBe('');
  });

  it.each([
    ['1957-03-08', '1957'],
    ['1957', '1957'],
    ['2021-08-22T05:33:27+07:00', '2021'],
    ['unknown', '****'],
  ])('shows only the year of %s', (value, shown) => {
    expect(masked('yearOnly', value)).toBe(shown);
  });

  it('shows the initials of a name, composed or decomposed', () => {
    expect(masked('initials', 'Nguyễn Thị Hòa')).toBe('N. T. H.');
    expect(masked('initials', 'Đặng  Ánh'.normalize('NFD'))).toBe('Đ. Á.');
  });
});
