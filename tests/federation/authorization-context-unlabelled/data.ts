import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const bed = { id: 'b1', plain: 1, price: ({ rate }: { readonly rate?: string }) => `price by ${rate ?? 'nothing'}` };
  const ward = { id: 'w1', rate: 'RATE-1', bed, beds: [bed] };
  return { Query: { ward }, entities: { Ward: [ward], Bed: [bed] } };
}
