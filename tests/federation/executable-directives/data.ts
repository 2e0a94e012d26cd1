import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  return { Query: { a: 'a', b: 'b' } };
}
