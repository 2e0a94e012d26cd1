import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const thing = { id: '1', name: 'n', old: 'o', size: { width: 1 } };
  return { Query: { thing }, entities: { Thing: [thing] } };
}
