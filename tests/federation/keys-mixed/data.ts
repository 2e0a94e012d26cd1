import type { Data } from '../harness/scenario.ts';

const rules = {
  label(this: { readonly name: string }) {
    return `label of ${this.name}`;
  },
};

export function createData(): Data {
  const tubes = ['1', '2'].map((id) => ({
    id,
    barcode: `b${id}`,
    rack: { row: 'r', column: 'c', depth: id },
    name: `tube ${id}`,
    ...rules,
  }));
  return { Query: { tray: { id: 't', tubes } }, entities: { Tube: tubes } };
}
