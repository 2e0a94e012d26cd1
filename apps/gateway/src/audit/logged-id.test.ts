import { recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { loggedId } from './logged-id.ts';

describe('an id in the log', () => {
  it.each([
    recordId('test', 'Account', '1'),
    `hospital-44001.${recordId('test', 'Facility', '1')}`,
    'b6f4d3f2-93a3-4b0e-8f2e-0d6f1a7f3c11',
    'system:safety-check',
    'health-graph-cli',
  ])('stands as it is when it is plainly one: %s', (id) => {
    expect(loggedId(id)).toBe(id);
  });

  it.each([
    ['a national number', '045190001234'],
    ['an insurance number', 'GD4450012345678'],
    ['a telephone number', 'tel:0912345678'],
    ['a mail address', 'hoa.nguyen@example.vn'],
    ['a name', 'Nguyen_Thi_Hoa'],
    ['a code with a number', 'citizen-045190001234'],
  ])('is a digest when a foreign issuer uses %s', (_name, id) => {
    expect(loggedId(id)).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(loggedId(id)).toBe(loggedId(id));
  });
});
