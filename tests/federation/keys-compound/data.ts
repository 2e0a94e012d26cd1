import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const north = { code: 'N', name: 'North' };
  const south = { code: 'S', name: 'South' };
  const people = [
    { number: '1', region: north, name: 'Lan', card: 'DN-1' },
    { number: '1', region: south, name: 'Lan too', card: 'HT-1' },
    { number: '2', region: south, name: null, card: null },
  ];
  const samples = [
    { tube: 't1', order: 'o1', line: 1, taken: '2026-01-01', value: 5.4, shelf: 'A' },
    { tube: 't2', order: 'o1', line: 2, taken: null, value: null, shelf: 'B' },
  ];
  return { Query: { people, samples }, entities: { Person: people, Sample: samples } };
}
