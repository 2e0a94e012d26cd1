import { describe, expect, it } from '@jest/globals';
import { currentAddress } from './current-address.ts';

describe('currentAddress', () => {
  it('prefers the home to every other address', () => {
    expect(currentAddress([{ use: 'TEMP', city: 'Huế' }, { city: 'Vinh' }, { use: 'HOME', city: 'Đông Hà' }])?.city).toBe('Đông Hà');
  });

  it('takes an address of unknown use before a temporary one', () => {
    expect(currentAddress([{ use: 'TEMP', city: 'Huế' }, { city: 'Vinh' }])?.city).toBe('Vinh');
  });

  it.each(['WORK', 'OLD', 'BILLING'] as const)('never says that somebody lives at an address of use %s', (use) => {
    expect(currentAddress([{ use, city: 'Huế' }])).toBeUndefined();
  });
});
