import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const lan: Record<string, unknown> = {
    id: 'p1',
    name: 'Lan',
    bill: 'BILL-1',
    owed: 10,
    account: { number: 'ACC-1' },
    tier: 'A',
    invoices: ['INV-1'],
    doctor: 'Hạnh',
  };
  const minh: Record<string, unknown> = {
    id: 'p2',
    name: 'Minh',
    bill: 'BILL-2',
    owed: 20,
    account: { number: 'ACC-2' },
    tier: 'B',
    invoices: ['INV-2'],
    doctor: 'Bình',
  };
  Object.assign(lan, { next: minh, sure: lan });
  Object.assign(minh, { next: null, sure: minh });
  const card = { number: 'CARD-1', holder: 'Lan', expires: '2030' };
  const done: string[] = [];
  return {
    Query: {
      patient: lan,
      patients: [lan, minh],
      maybe: [lan, null, minh],
      ledger: { total: 30, lines: ['LINE-1'] },
      card,
      signedIn: 'yes',
      open: 'open',
      search: ({ tier }: { readonly tier?: string }) => `found ${tier ?? 'all'}`,
    },
    Mutation: {
      admit: ({ name }: { readonly name: string }) => {
        done.push(`admit ${name}`);
        return { ...lan, name: done.join(', ') };
      },
      settle: ({ amount }: { readonly amount: number }) => {
        done.push(`settle ${amount}`);
        return { total: amount, lines: [] };
      },
    },
    entities: { Patient: [lan, minh], Card: [card] },
  };
}
