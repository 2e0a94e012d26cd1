import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const ward: { id: string; beds: object[] } = { id: 'w1', beds: [] };
  const beds = [
    { id: '1', code: 'x', inA: 'a1', inB: 'b1', ward },
    { id: '2', code: 'y', inA: 'a2', inB: null, ward },
  ];
  ward.beds.push(...beds);
  return { Query: { wards: [ward], bed: beds[1], chart: { id: 'c1', bed: beds[0] } }, entities: { Bed: beds, Ward: [ward] } };
}
