import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const measures = [{ id: '1', weight: 50.5, height: 160 }];
  return { Query: { measures }, entities: { Measure: measures } };
}
