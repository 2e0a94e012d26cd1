import type { Data } from '../harness/scenario.ts';

interface Patient {
  readonly id: string;
  name: string;
  bed: number | null;
}

export function createData(): Data {
  const patients: Patient[] = [];
  const log: string[] = [];
  const find = (id: string) => patients.find((patient) => patient.id === id) ?? null;
  return {
    Query: { log },
    Mutation: {
      admit: ({ name }: { readonly name: string }) => {
        const patient = { id: `${patients.length + 1}`, name, bed: null };
        patients.push(patient);
        log.push(`admit ${name}`);
        return patient;
      },
      rename: ({ input }: { readonly input: { readonly id: string; readonly name: string } }) => {
        const patient = find(input.id);
        if (patient !== null) patient.name = input.name;
        return patient;
      },
      assign: ({ id, bed }: { readonly id: string; readonly bed: number }) => {
        const patient = find(id);
        if (patient !== null) patient.bed = bed;
        return patient;
      },
      discharge: ({ id }: { readonly id: string }) => find(id) !== null,
      fail: new Error('no'),
      failRequired: new Error('no'),
    },
    entities: { Patient: patients },
  };
}
