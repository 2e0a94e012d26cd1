import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const name =
    (full: string) =>
    ({ short }: { readonly short: boolean }) =>
      short ? full.slice(0, 2) : full;
  const unit = { id: 'u1', floor: 1, title: 'Nội', head: null as object | null };
  const lan = { id: 'd1', name: name('Lan Anh'), unit };
  const minh = { id: 'd2', name: name('Minh'), unit };
  unit.head = lan;
  const visits = [
    { id: 'v1', doctor: lan, second: minh },
    { id: 'v2', doctor: lan, second: null },
    { id: 'v3', doctor: minh, second: lan },
  ];
  return {
    Query: { today: visits.slice(0, 2), yesterday: visits.slice(2), latest: visits[0] },
    entities: { Visit: visits, Doctor: [lan, minh], Unit: [unit] },
  };
}
