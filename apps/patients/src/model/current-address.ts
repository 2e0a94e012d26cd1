import type { Address } from './patient.ts';

/**
 * Where the person lives now: the home address, else one that says no use (many sources give none), else the temporary one (Tạm trú). An
 * address of work, for invoices, or no longer used is never where somebody lives.
 */
export function currentAddress(addresses: readonly Address[] = []): Address | undefined {
  for (const use of ['HOME', undefined, 'TEMP'] as const) {
    const found = addresses.find((address) => address.use === use);
    if (found !== undefined) return found;
  }
  return undefined;
}
