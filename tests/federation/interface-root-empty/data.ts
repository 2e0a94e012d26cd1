import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const bread = { __typename: 'Bread', id: 'p1', crust: 'thick', name: 'bánh mì' };
  return {
    Query: { node: { __typename: 'Node', id: 'n1' }, product: bread, b: { __typename: 'Node', id: 'n2', field: 'foo' }, known: 'yes' },
    entities: { Bread: [bread] },
  };
}
