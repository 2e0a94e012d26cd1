import type { Data } from '../harness/scenario.ts';

const rules = {
  bill(this: { readonly cost: number }) {
    return `${this.cost} VND`;
  },
};

export function createData(): Data {
  const visits = [{ id: '1', reason: 'cough', cost: 10, note: { text: 'well', by: 'Lan' }, ...rules }];
  return { Query: { visits, other: 'other' }, entities: { Visit: visits } };
}
