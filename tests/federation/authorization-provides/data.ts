import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const bill = { id: 'b1', amount: 900, note: 'paid' };
  return { Query: { visit: { when: 'today', bill, other: bill } }, entities: { Bill: [bill] } };
}
