import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const hoa = { id: 'p1', name: 'Nguyễn Thị Hoa', birthDate: '1957-03', encounters: [] as object[], lastEncounter: null as object | null };
  const minh = { id: 'p2', name: 'Trần Văn Minh', birthDate: null, encounters: [] as object[], lastEncounter: null };
  const first = { id: 'e1', reason: 'cough', patient: hoa, facility: { name: 'Đông Hà', beds: 500 } };
  const second = { id: 'e2', reason: null, patient: hoa, facility: { name: 'Đông Hà', beds: 500 } };
  const third = { id: 'e3', reason: 'fracture', patient: minh, facility: null };
  hoa.encounters.push(first, second);
  hoa.lastEncounter = second;
  minh.encounters.push(third);
  const encounters = [first, second, third];
  return {
    Query: {
      patients: [hoa, minh],
      patient: ({ id }: { readonly id: string }) => [hoa, minh].find((patient) => patient.id === id) ?? null,
      encounter: ({ id }: { readonly id: string }) => encounters.find((encounter) => encounter.id === id) ?? null,
    },
    entities: { Patient: [hoa, minh], Encounter: encounters },
  };
}
