import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const patient = { id: 'p1', name: 'NAME-1', born: '1957' };
  return { Query: { patient, other: patient, address: { street: 'STREET-1' } }, entities: { Patient: [patient] } };
}
