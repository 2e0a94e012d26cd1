import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const notes: { text: string; order: object }[] = [];
  const lab = { __typename: 'LabOrder', id: 'l', code: 'HbA1c', specimen: 'blood', result: '6.1', price: 5, notes };
  const scan = { __typename: 'ScanOrder', id: 's', code: 'CT', region: 'head', report: null, urgent: true, price: null, notes: [] };
  notes.push({ text: 'fasting', order: scan });
  return { Query: { orders: [lab, scan], any: scan, pending: [lab] }, entities: { LabOrder: [lab], ScanOrder: [scan] } };
}
