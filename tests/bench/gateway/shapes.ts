/** One operation with its variables; which ones, is the request's number's to say. */
export interface Shape {
  readonly name: string;
  readonly query: string;
  readonly variables?: (number: number) => Readonly<Record<string, unknown>>;
}

const patient = (number: number) => ({ id: `patient-${number % 6}` });
const encounter = (number: number) => ({ id: `encounter-${number % 24}` });
const medicine = (number: number) => ({ id: `medicine-${number % 9}` });
const first = (number: number) => ({ first: 1 + (number % 5) });
const patientFirst = (number: number) => ({ ...patient(number), ...first(number) });

/** Four subgraphs, five levels, the same records at many places. */
export const heavy: Shape = {
  name: 'heavy',
  query: `query Heavy {
    patients { id name code encounters { id note medicine { ...M encounters { id note author { id name code encounters { id note medicine { ...M } } } } } } }
    topMedicines(first: 5) { ...M encounters { id note author { id name code encounters { id note medicine { ...M } } } } }
  } fragment M on Medicine { id name price weight inStock shippingEstimate }`,
};

/** One subgraph, about 1 kB. */
export const small: Shape = {
  name: 'small',
  query: `query Small($id: ID!) { patient(id: $id) { ...P } me { ...P } }
    fragment P on Patient { id name code birthDate gender address { text commune } identifiers { system value } }`,
  variables: patient,
};

/** What portals, apps and systems of a hospital ask. */
export const mix: readonly Shape[] = [
  small,
  { name: 'name', query: 'query Name($id: ID!) { patient(id: $id) { id name } }', variables: patient },
  { name: 'me', query: 'query Me { me { id name code birthDate } }' },
  {
    name: 'search',
    query:
      'query Search($name: String!, $first: Int) { searchPatients(name: $name, first: $first) { id name code birthDate gender address { commune } } }',
    variables: (number) => ({ name: 'ABCDEF'[number % 6], ...first(number) }),
  },
  {
    name: 'worklist',
    query:
      'query Worklist($first: Int) { recentEncounters(first: $first) { id status reason period { start end } patient { id name code birthDate } } }',
    variables: (number) => ({ first: 10 + (number % 10) }),
  },
  {
    name: 'visit',
    query: `query Visit($id: ID!) { encounter(id: $id) { id reason note status period { start end } patient { id name } author { name }
      observations(first: 8) { code { code display } value unit } medicine { id name form } } }`,
    variables: encounter,
  },
  {
    name: 'problems',
    query: 'query Problems($id: ID!) { patient(id: $id) { name conditions { id code { system code display } onset } } }',
    variables: patient,
  },
  {
    name: 'medication list',
    query:
      'query Medications($id: ID!, $first: Int) { patient(id: $id) { prescriptions(first: $first) { id authoredOn dosage medicine { id name form } } } }',
    variables: patientFirst,
  },
  {
    name: 'refill',
    query: `query Refill($id: ID!) { patient(id: $id) { name prescriptions { id dosage medicine { name price inStock shippingEstimate } } } }`,
    variables: patient,
  },
  {
    name: 'chart',
    query: `query Chart($id: ID!, $first: Int) { patient(id: $id) { id name code birthDate gender
      encounters(first: $first) { id reason period { start } observations(first: 4) { code { display } value unit } }
      conditions(first: $first) { code { code display } onset }
      prescriptions(first: $first) { authoredOn dosage medicine { name form } } } }`,
    variables: patientFirst,
  },
  {
    name: 'ward round',
    query: `query WardRound($first: Int) { patients(first: $first) { id name birthDate
      encounters(first: 2) { id reason note medicine { name inStock } } conditions(first: 3) { code { display } } } }`,
    variables: (number) => ({ first: 2 + (number % 5) }),
  },
  { name: 'medicine', query: 'query Medicine($id: ID!) { medicine(id: $id) { id name form price inStock } }', variables: medicine },
  {
    name: 'formulary',
    query: 'query Formulary($first: Int) { topMedicines(first: $first) { id name form price weight } }',
    variables: first,
  },
  {
    name: 'shortages',
    query: 'query Shortages($first: Int) { shortages(first: $first) { id name form price shippingEstimate } }',
    variables: first,
  },
  {
    name: 'recall',
    query: `query Recall($id: ID!) { medicine(id: $id) { name encounters { id period { start } patient { id name code address { text commune } } } } }`,
    variables: medicine,
  },
  {
    name: 'two patients',
    query: `query Two($one: ID!, $other: ID!) { one: patient(id: $one) { ...Short } other: patient(id: $other) { ...Short } }
      fragment Short on Patient { id name conditions(first: 2) { code { display } } }`,
    variables: (number) => ({ one: `patient-${number % 6}`, other: `patient-${(number + 1) % 6}` }),
  },
  {
    name: 'with or without',
    query: `query Maybe($id: ID!, $withVisits: Boolean!, $short: Boolean!) { patient(id: $id) { id name birthDate @skip(if: $short)
      encounters(first: 3) @include(if: $withVisits) { id reason } } }`,
    variables: (number) => ({ ...patient(number), withVisits: number % 2 === 0, short: number % 3 === 0 }),
  },
  {
    name: 'nobody',
    query: 'query Nobody($id: ID!) { patient(id: $id) { id name encounters { id reason } } }',
    variables: (number) => ({ id: `patient-${100 + (number % 10)}` }),
  },
  {
    name: 'visits of a visit',
    query: `query History($id: ID!) { encounter(id: $id) { patient { name encounters(first: 4) { id reason note medicine { name form price } } } } }`,
    variables: encounter,
  },
  {
    name: 'stock of a chart',
    query: `query Stock($id: ID!) { patient(id: $id) { encounters { medicine { id name inStock shippingEstimate } } prescriptions { medicine { id inStock } } } }`,
    variables: patient,
  },
  {
    name: 'types',
    query:
      'query Types($id: ID!) { __typename patient(id: $id) { __typename id encounters(first: 2) { __typename id medicine { __typename name } } } }',
    variables: patient,
  },
  heavy,
];
