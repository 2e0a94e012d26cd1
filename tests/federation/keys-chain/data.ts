import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const substance = { id: 's1', name: 'metformin', drugs: [] as object[] };
  const drugs = [
    { code: 'd1', label: 'Glucophage', atc: 'A10BA02', group: 'biguanides', substance },
    { code: 'd2', label: 'Metfor', atc: 'A10BA02', group: 'biguanides', substance },
  ];
  substance.drugs.push(...drugs);
  return {
    Query: { drugs, drug: ({ code }: { readonly code: string }) => drugs.find((drug) => drug.code === code) ?? null },
    entities: { Drug: drugs, Substance: [substance] },
  };
}
