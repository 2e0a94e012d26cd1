import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const unit = { id: 'u1', title: 'Khoa Nội', floor: 2 };
  const lan = { __typename: 'Doctor', id: 'd1', name: 'BS Lan', unit, born: '1980' };
  const binh = { __typename: 'Doctor', id: 'd2', name: null, unit: null, born: null };
  const nurse = { __typename: 'Nurse', id: 'n1', ward: 'A', shift: 'night' };
  return {
    Query: {
      doctors: [lan, binh],
      plain: [lan, binh],
      staff: [lan, nurse],
      nurses: [nurse],
      visit: { when: '2026', doctor: lan, other: binh },
    },
    entities: { Doctor: [lan, binh], Unit: [unit], Nurse: [nurse] },
  };
}
