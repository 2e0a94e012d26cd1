import type { Data } from '../harness/scenario.ts';

const rules = {
  shipping(this: { readonly price: number; readonly weight: number }) {
    return this.price * this.weight;
  },
};

export function createData(): Data {
  const me = { id: 'u1', username: '@lan', name: 'Lan', reviews: [] as object[] };
  const table = { upc: '1', sku: 's1', name: 'Table', price: 5, weight: 10, inStock: true, reviews: [] as object[], ...rules };
  const chair = { upc: '2', sku: 's2', name: 'Chair', price: 2, weight: 3, inStock: false, reviews: null, ...rules };
  const review = { id: 'r1', body: 'fine', author: me };
  me.reviews.push(review);
  table.reviews.push(review);
  return { Query: { topProducts: [table, chair], me }, entities: { Product: [table, chair], User: [me], Review: [review] } };
}
