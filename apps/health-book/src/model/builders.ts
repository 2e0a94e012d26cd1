import type { CommuneCount } from './adoption.ts';

/** The count of a commune for tests: half of 20 residents have linked their book. */
export const aCount = (overrides: Partial<CommuneCount> = {}): CommuneCount => ({
  communeCode: '19333',
  residents: 20,
  linkedBooks: 10,
  ...overrides,
});
