import { describe, expect, it } from '@jest/globals';
import { parseUnitCode } from './unit-code.ts';

describe('parseUnitCode', () => {
  it('takes codes of provinces and of communes', () => {
    expect(parseUnitCode('code', '44')).toBe('44');
    expect(parseUnitCode('code', '19333')).toBe('19333');
  });

  it.each(['', '4', '444', '44a', '19333 ', '１９'])('refuses %j', (code) => {
    expect(() => parseUnitCode('code', code)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'code' } }));
  });

  it('refuses a commune where a province is asked for, and the other way round', () => {
    expect(() => parseUnitCode('provinceCode', '19333', 'province')).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(() => parseUnitCode('communeCode', '44', 'commune')).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
