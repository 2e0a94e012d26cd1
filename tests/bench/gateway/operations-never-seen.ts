const parts = [
  'name',
  'code birthDate',
  'gender address { text commune }',
  'identifiers { system value }',
  'encounters(first: 2) { id reason }',
  'conditions(first: 2) { code { display } onset }',
  'prescriptions(first: 2) { dosage medicine { name inStock } }',
];

/** The same operation for the same number, and for no other: its bits say what is selected, its name is in an alias. */
export function operationNumber(number: number): string {
  const selected = parts.filter((_, bit) => ((number >> bit) & 1) === 1);
  return `query Distinct { patient${number}: patient(id: "patient-${number % 6}") { id ${selected.join(' ')} } }`;
}
