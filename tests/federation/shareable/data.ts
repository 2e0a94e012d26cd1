import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const clinic = {
    name: 'Hải Lăng',
    hours: { open: '7:00', close: '17:00' },
    onlyA: 'a',
    onlyB: 'b',
    onlyC: 3,
    doctors: [{ name: 'Lan' }, { name: 'Minh' }],
  };
  return { Query: { clinic, now: 'now', mine: 'm' } };
}
