/** What the stub subgraphs know: one small hospital, the same records at many places. List fields are functions of their arguments, as the default resolver calls them. */

interface ListArguments {
  readonly first?: number | null;
}

type Listed<Item> = (args: ListArguments) => readonly Item[];

const listed =
  <Item>(items: readonly Item[]): Listed<Item> =>
  ({ first }) =>
    items.slice(0, first ?? items.length);

interface Encounter {
  readonly id: string;
  readonly patient: Patient;
  readonly medicine: Medicine;
}
interface Patient {
  readonly id: string;
  readonly name: string;
  encounters: Listed<Encounter>;
  conditions: Listed<object>;
  prescriptions: Listed<object>;
}
interface Medicine {
  readonly id: string;
  readonly inStock: boolean;
  encounters: Listed<Encounter>;
}

const nothing = listed<never>([]);

export const patients: readonly Patient[] = Array.from({ length: 6 }, (_, index) => ({
  id: `patient-${index}`,
  name: `Nguyễn Thị ${'ABCDEF'[index]}`,
  code: `BN-0000${index}`,
  birthDate: '1957-03-08',
  gender: index % 2 === 0 ? 'FEMALE' : 'MALE',
  address: { text: `Thôn ${index + 1}`, commune: 'Phường Đông Hà' },
  identifiers: [
    { system: 'urn:bhxh', value: `SV4450000${index}` },
    { system: 'urn:cccd', value: `04515700000${index}` },
  ],
  encounters: nothing,
  conditions: nothing,
  prescriptions: nothing,
}));

export const medicines: readonly Medicine[] = Array.from({ length: 9 }, (_, index) => ({
  id: `medicine-${index}`,
  name: `Paracetamol ${index * 100 + 100} mg`,
  form: 'viên nén',
  price: 1000 * index,
  weight: 10 * index,
  inStock: index % 2 === 0,
  shippingEstimate: index * 50,
  encounters: nothing,
}));

const of = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

export const encounters = Array.from({ length: 24 }, (_, index) => ({
  id: `encounter-${index}`,
  reason: 'Sốt cao ba ngày',
  note: 'Khám tổng quát, họng đỏ, phổi trong, tim đều. '.repeat(2),
  status: 'FINISHED',
  period: { start: `2026-03-${10 + (index % 18)}T08:00:00+07:00`, end: `2026-03-${10 + (index % 18)}T09:30:00+07:00` },
  patient: of(patients, index),
  author: of(patients, index),
  medicine: of(medicines, index),
  observations: listed(
    Array.from({ length: 8 }, (_observation, number) => ({
      code: { system: 'http://loinc.org', code: `8480-${number}`, display: 'Huyết áp tâm thu' },
      value: 110 + number + index,
      unit: 'mm[Hg]',
    })),
  ),
}));

export const conditions = Array.from({ length: 18 }, (_, index) => ({
  id: `condition-${index}`,
  code: { system: 'http://hl7.org/fhir/sid/icd-10', code: `E11.${index % 10}`, display: 'Đái tháo đường típ 2' },
  onset: `20${10 + index}-05`,
  patient: of(patients, index),
}));

export const prescriptions = Array.from({ length: 24 }, (_, index) => ({
  id: `prescription-${index}`,
  authoredOn: `2026-04-${10 + (index % 18)}`,
  dosage: 'Ngày uống 2 lần, mỗi lần 1 viên, sau ăn',
  medicine: of(medicines, index),
  patient: of(patients, index),
}));

for (const patient of patients) {
  const own = <Item extends { readonly patient: Patient }>(items: readonly Item[]) =>
    listed(items.filter((item) => item.patient === patient));
  patient.encounters = own(encounters);
  patient.conditions = own(conditions);
  patient.prescriptions = own(prescriptions);
}
for (const medicine of medicines) medicine.encounters = listed(encounters.filter((encounter) => encounter.medicine === medicine));

const byId =
  <Item extends { readonly id: string }>(items: readonly Item[]) =>
  ({ id }: { readonly id: string }): Item | null =>
    items.find((item) => item.id === id) ?? null;

/** Root fields of all subgraphs. */
export const rootValue = {
  patients: listed(patients),
  patient: byId(patients),
  me: patients[0],
  searchPatients: ({ name, first }: ListArguments & { readonly name: string }) =>
    listed(patients.filter((patient) => patient.name.includes(name)))({ first: first ?? null }),
  encounter: byId(encounters),
  recentEncounters: listed(encounters),
  topMedicines: listed(medicines.slice(0, 5)),
  medicine: byId(medicines),
  shortages: listed(medicines.filter(({ inStock }) => !inStock)),
};

/** By type, for references. */
export const records: Readonly<Record<string, (reference: { readonly id: string }) => object | null>> = {
  Patient: byId(patients),
  Medicine: byId(medicines),
  Encounter: byId(encounters),
  Condition: byId(conditions),
  Prescription: byId(prescriptions),
};
