import type { Data } from '../harness/scenario.ts';

interface Filter {
  readonly ward?: string;
  readonly kind?: string;
  readonly limit: number;
}

export function createData(): Data {
  const label = ({ kind }: { readonly kind: string }) => `as ${kind}`;
  const visits = [
    { id: 'v1', kind: 'OUTPATIENT', cost: 1, asKind: 'INPATIENT', kinds: ['INPATIENT', 'OUTPATIENT'], label },
    { id: 'v2', kind: 'SECRET', cost: 2, asKind: 'SECRET', kinds: ['INPATIENT', 'SECRET', null], label },
    { id: 'v3', kind: null, cost: 3, asKind: null, kinds: null, label },
  ];
  return {
    Query: {
      visits: ({ kind, filter }: { readonly kind?: string; readonly filter?: Filter }) =>
        visits.filter((visit) => kind === undefined || visit.kind === kind).slice(0, filter?.limit ?? 10),
      count: ({ filter, kinds }: { readonly filter: Filter; readonly kinds?: readonly string[] }) =>
        filter.limit * 100 + (kinds?.length ?? 0),
    },
    entities: { Visit: visits },
  };
}
