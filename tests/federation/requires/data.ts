import type { Data } from '../harness/scenario.ts';

interface Medicine {
  readonly id: string;
  readonly strengthMg: number | null;
  readonly form: { readonly unitsPerPack: number };
  readonly origin: { readonly country: string | null } | null;
  readonly parts: readonly { readonly weightMg: number }[];
  readonly packMg: number | null | (() => number | null);
}

/** In its own subgraph a function of the required members, elsewhere the value that the gateway brought. */
function packOf(medicine: Medicine): number | null {
  return typeof medicine.packMg === 'function' ? medicine.packMg() : medicine.packMg;
}

const rules = {
  packMg(this: Medicine) {
    return this.strengthMg === null ? null : this.strengthMg * this.form.unitsPerPack;
  },
  isImported(this: Medicine) {
    return this.origin === null ? null : this.origin.country !== 'VN';
  },
  totalMg(this: Medicine) {
    return this.parts.reduce((sum, part) => sum + part.weightMg, 0);
  },
  doubled(this: Medicine) {
    return this.strengthMg === null ? null : this.strengthMg * 2;
  },
  isStrong(this: Medicine) {
    const pack = packOf(this);
    return pack === null ? null : pack > 10_000;
  },
  summary(this: Medicine, { prefix }: { readonly prefix: string }) {
    return `${prefix} ${packOf(this)} ${this.strengthMg}`;
  },
};

export function createData(): Data {
  const medicines = [
    {
      id: 'm1',
      strengthMg: 500,
      form: { code: 'TAB', unitsPerPack: 30 },
      origin: { country: 'VN' },
      parts: [
        { weightMg: 500, name: 'a' },
        { weightMg: 20, name: 'b' },
      ],
      ...rules,
    },
    { id: 'm2', strengthMg: null, form: { code: 'CAP', unitsPerPack: 10 }, origin: null, parts: [], ...rules },
    {
      id: 'm3',
      strengthMg: 20,
      form: { code: 'CAP', unitsPerPack: 10 },
      origin: { country: null },
      parts: [{ weightMg: 1, name: null }],
      ...rules,
    },
  ];
  return { Query: { medicines }, entities: { Medicine: medicines } };
}
