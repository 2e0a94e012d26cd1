import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const visits = [
    { id: 'v1', at: '2026', cost: 5 },
    { id: 'v2', at: null, cost: null },
  ];
  const patients = [
    { id: '1', name: 'Lan', allergies: ['penicillin'], weight: 50, visits },
    { id: '2', name: 'Minh', allergies: [], weight: 60, visits: [] },
  ];
  return {
    Query: { patients, patient: patients[0], ping: 'ping', pong: 'pong', pang: 'pang' },
    entities: { Patient: patients, Visit: visits },
  };
}
