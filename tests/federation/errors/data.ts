import type { Data } from '../harness/scenario.ts';

const denied = Object.assign(new Error('Not for you.'), { extensions: { code: 'FORBIDDEN', id: 'x' } });

export function createData(): Data {
  const ok = { id: '1', a: 'a', aRequired: 'A', b: 'b', bRequired: 'B', children: [] as object[], childrenRequired: [] as object[] };
  const bad = { id: '2', a: denied, aRequired: 'A', b: denied, bRequired: denied, children: [ok, null], childrenRequired: [ok] };
  const nullish = { id: '3', a: null, aRequired: null, b: null, bRequired: null, children: null, childrenRequired: [ok, null] };
  ok.children.push(bad);
  const leaf = { leaf: 'x', leafRequired: 'X', deep: [] };
  const nested = { leaf: denied, leafRequired: 'Y', deep: [leaf, { leaf: null, leafRequired: denied, deep: [leaf] }, null] };
  return {
    Query: { list: [ok, bad, nullish], maybe: [ok, bad, null, nullish], item: bad, failing: denied, failingRequired: denied, nested },
    entities: { Item: [ok, bad, nullish] },
  };
}
