import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const maker = {
    id: 'm1',
    name: 'Danapha',
    drugs: [] as object[],
    parent: { id: 'm2', name: 'Parent', drugs: [] as object[], parent: null },
  };
  const one = { __typename: 'Drug', id: '1', price: 10, stock: 1, maker, sameFrom: [] as object[] };
  const two = { __typename: 'Drug', id: '2', price: 20, stock: 2, maker, sameFrom: [] as object[] };
  one.sameFrom.push(one, two);
  two.sameFrom.push(one);
  maker.drugs.push(one, two);
  return { Query: { products: [one, two] }, entities: { Drug: [one, two], Maker: [maker, maker.parent] } };
}
