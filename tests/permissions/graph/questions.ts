import { idsIn } from './compare.ts';
import { fieldsOf, type LabelledField } from './labelled-fields.ts';
import type { Kept } from './record.ts';
import { fieldAnswer, isVisible, type Standpoint } from './row-oracle.ts';

/** Types with a query that takes an id, and its name. */
const byId: Readonly<Record<string, string>> = {
  Patient: 'patient',
  Encounter: 'encounter',
  Condition: 'condition',
  Observation: 'observation',
  DiagnosticReport: 'diagnosticReport',
  HealthBook: 'healthBook',
  Immunization: 'immunization',
  Appointment: 'appointment',
  MedicationRequest: 'medicationRequest',
  Medication: 'medication',
  Facility: 'facility',
  Practitioner: 'practitioner',
  Account: 'account',
};
export const typesById: readonly string[] = Object.keys(byId);

/** Types that are met in a list of another only. */
const listed: Readonly<Record<string, readonly [type: string, field: string]>> = {
  BookVisit: ['HealthBook', 'visits'],
  RoleAssignment: ['Account', 'roles'],
  Department: ['Facility', 'departments'],
  DrugInteraction: ['Medication', 'interactions'],
  AdministrativeUnit: ['Facility', 'commune'],
};

/** The list that holds a type: of a patient, or of another record. */
export function listOf(type: string): LabelledField | undefined {
  if (type === 'HealthBook') return undefined; // A patient has one; the test gives many.
  const [owner = 'Patient', field] = listed[type] ?? [];
  return fieldsOf(owner).find(({ name, target }) =>
    field === undefined ? target === type && name !== 'managingFacility' : name === field,
  );
}

export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const everyFieldOf = (type: string): string =>
  fieldsOf(type)
    .map(({ selection }) => selection)
    .join(' ');

/** Records of one type by their ids, each under an alias `r0`, `r1`. */
export function questionByIds(type: string, records: readonly Kept[]): Question {
  const parameters = records.map((_, index) => `$i${index}: ID!`).join(' ');
  const fields = records.map((_, index) => `r${index}: ${byId[type]}(id: $i${index}) { ...f }`).join(' ');
  return {
    query: `query (${parameters}) { ${fields} } fragment f on ${type} { ${everyFieldOf(type)} }`,
    variables: Object.fromEntries(records.map(({ id }, index) => [`i${index}`, id])),
  };
}

/** Where a record is come by: its own query, or a visible record that names it. */
export interface Door {
  readonly owner: Kept;
  readonly root: string;
  readonly id: string;
  /** Absent: the root is the owner. */
  readonly through?: string;
}

/** A way to a record for who asks, as the oracle sees it: its query, else a record with a query that names it. */
export function doorTo(standpoint: Standpoint, owner: Kept, records: readonly Kept[]): Door | undefined {
  const root = byId[owner.type];
  if (root !== undefined && isVisible(standpoint, owner)) return { owner, root, id: owner.id };
  if (owner.type !== 'Patient') return undefined;
  for (const kept of records) {
    const query = byId[kept.type];
    if (kept.patientId !== owner.id || query === undefined || kept === owner || !isVisible(standpoint, kept)) continue;
    const named = fieldsOf(kept.type).find(
      (field) =>
        field.target === 'Patient' && ['subject', 'patient'].includes(field.name) && fieldAnswer(standpoint, field, kept) === 'permit',
    );
    if (named !== undefined && kept.type !== 'Account') return { owner, root: query, id: kept.id, through: named.name };
  }
  return undefined;
}

/** All rows of a list, through a door. */
export function questionOfList(list: LabelledField, { root, id, through }: Door): Question {
  const type = list.target ?? '';
  const rows =
    list.leadsTo === 'connection'
      ? `${list.name}(first: 100) { edges { node { ${everyFieldOf(type)} } } }`
      : `${list.name} { ${everyFieldOf(type)} }`;
  const inner = through === undefined ? rows : `${through} { ${rows} }`;
  return { query: `query ($id: ID!) { root: ${root}(id: $id) { ${inner} } }`, variables: { id } };
}

/** A row of a list, and where it stands in the answer. */
export interface Row {
  readonly object: Readonly<Record<string, unknown>>;
  readonly path: readonly (string | number)[];
  readonly id: string;
}

/** The rows in the answer to a question of a list. */
export function rowsIn(data: Readonly<Record<string, unknown>> | null | undefined, list: LabelledField, { through }: Door): readonly Row[] {
  const root = data?.['root'] as Readonly<Record<string, unknown>> | null | undefined;
  const owner = through === undefined ? root : (root?.[through] as typeof root);
  const value = owner?.[list.name] as Readonly<Record<string, unknown>> | readonly unknown[] | null | undefined;
  const at = ['root', ...(through === undefined ? [] : [through]), list.name];
  if (value === null || value === undefined) return [];
  if (list.leadsTo === 'entity') return [rowOf(value, at)];
  if (list.leadsTo === 'entities') return (value as readonly unknown[]).map((object, index) => rowOf(object, [...at, index]));
  const { edges } = value as { readonly edges: readonly { readonly node: unknown }[] };
  return edges.map(({ node }, index) => rowOf(node, [...at, 'edges', index, 'node']));
}

const rowOf = (object: unknown, path: readonly (string | number)[]): Row => ({
  object: object as Row['object'],
  path,
  id: idsIn(object)[0] ?? '',
});
