import type { Data } from '../harness/scenario.ts';

const rules = {
  tag(this: { readonly name: string }) {
    return `tag of ${this.name}`;
  },
};

export function createData(): Data {
  const items = [
    { id: '1', code: 'c1', pair: { left: 'l', right: 'r1' }, name: 'first', ...rules },
    { id: '2', code: 'c2', pair: { left: 'l', right: 'r2' }, name: 'second', ...rules },
  ];
  return { Query: { one: items[0], box: { id: '100', items } }, entities: { Item: items } };
}
