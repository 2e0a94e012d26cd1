import type { Data } from '../harness/scenario.ts';

interface Chart {
  readonly data: {
    readonly __typename: string;
    readonly label: string;
    readonly body?: string;
    readonly value?: number;
    readonly unit?: { readonly ucum: string } | null;
  } | null;
  readonly shapes: readonly { readonly r?: number; readonly side?: number }[];
}

const rules = {
  summary(this: Chart) {
    const { data } = this;
    return data === null ? null : `${data.label}: ${data.body ?? `${data.value} ${data.unit?.ucum ?? 'without unit'}`}`;
  },
  area(this: Chart) {
    return this.shapes.reduce((sum, { r = 0, side = 0 }) => sum + 3 * r * r + side * side, 0);
  },
  kind(this: Chart) {
    return this.data?.__typename ?? 'none';
  },
};

export function createData(): Data {
  const charts = [
    {
      id: '1',
      data: { __typename: 'Text', label: 'note', body: 'well' },
      shapes: [
        { __typename: 'Circle', r: 1 },
        { __typename: 'Square', side: 2 },
      ],
      ...rules,
    },
    { id: '2', data: { __typename: 'Number', label: 'weight', value: 50, unit: { ucum: 'kg' } }, shapes: [], ...rules },
    {
      id: '3',
      data: { __typename: 'Number', label: 'count', value: 2, unit: null },
      shapes: [{ __typename: 'Square', side: 3 }],
      ...rules,
    },
    { id: '4', data: null, shapes: [], ...rules },
  ];
  return { Query: { entities: charts }, entities: { Chart: charts } };
}
