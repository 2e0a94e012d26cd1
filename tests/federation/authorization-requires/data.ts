import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const product = {
    id: 'a1',
    name: 'Gạc',
    price: 900,
    maker: { code: 'MAKER-1', name: 'Đông Hà' },
    weight: 3,
    shipping() {
      return (this as { readonly price?: number }).price === 900 ? 90 : -1;
    },
    customs() {
      return `customs of ${(this as { readonly maker?: { readonly code?: string } }).maker?.code}`;
    },
    handling() {
      return typeof (this as { readonly shipping?: unknown }).shipping === 'number' ? 9 : -1;
    },
  };
  return { Query: { products: [product] }, entities: { Product: [product] } };
}
