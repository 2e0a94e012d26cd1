import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const records = ['1', '2'].map((id) => ({ id, name: `n${id}`, note: new Error('not asked for'), extra: `x${id}` }));
  return { Query: { record: records[0], records }, entities: { Record: records } };
}
