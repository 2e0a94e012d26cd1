import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const since = ({ d }: { readonly d: string }) => d;
  const users = [
    { id: '1', name: 'Lan', born: '1957-03', age: 3.5, tags: ['a'], since },
    { id: '2', name: 'Minh', born: null, age: null, tags: [], since },
  ];
  return {
    Query: {
      rows: [[{ v: 1 }, null], null, []],
      users,
      more: [users[1], null],
      dates: ['1957', '1957-03-08'],
      json: { any: ['thing', 1, null], deep: { x: true } },
    },
    entities: { User: users },
  };
}
