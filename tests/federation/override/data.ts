import type { Data } from '../harness/scenario.ts';

const rules = {
  card(this: { readonly phone: string | null }) {
    return `card ${this.phone}`;
  },
};

export function createData(): Data {
  const patients = [
    { id: '1', phone: '0233', email: 'a@example.vn', fax: '1', address: 'Đông Hà', ...rules },
    { id: '2', phone: null, email: null, fax: null, address: null, ...rules },
  ];
  return { Query: { patients, newest: patients[1] }, entities: { Patient: patients } };
}
