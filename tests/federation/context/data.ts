import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const label =
    (name: string) =>
    ({ locale }: { readonly locale?: string }) =>
      `${name} in ${locale ?? 'no language'}`;
  const one = { id: 'b1', plain: 1, weight: 10, label: label('one') };
  const two = { id: 'b2', plain: 2, weight: 20, label: label('two') };
  const wards = [
    { id: 'w1', locale: 'vi', bed: one, beds: [one, two] },
    { id: 'w2', locale: 'en', bed: two, beds: [two] },
    { id: 'w3', locale: null, bed: two, beds: [] },
  ];
  return { Query: { wards, ward: wards[0] }, entities: { Ward: wards, Bed: [one, two] } };
}
