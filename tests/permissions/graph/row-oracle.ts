import { type Answer, decide } from '../oracle/decide.ts';
import { readTable } from '../oracle/table.ts';
import { labels } from '../words.ts';
import { isReference } from './behind-masks.ts';
import { factsFor, type Member, patientOf, relationships } from './cast.ts';
import type { LabelledField } from './labelled-fields.ts';
import type { Kept } from './record.ts';

const table = readTable();

/** Who asks, what for. */
export interface Standpoint {
  readonly member: Member;
  readonly purpose: string;
}

/** Whose a record is, where it was made, what raises it: all that a decision needs. */
export type Standing = Pick<Kept, 'patientId' | 'facilityId' | 'departmentId' | 'labels'>;

/** The class of a row that no code raises, and who keeps it: written down once more, from the contract of the issue. */
const rowClasses: Readonly<Record<string, string>> = {
  Patient: 'identity patients',
  AdministrativeUnit: 'public patients',
  Guardianship: 'identity identity',
  Account: 'staff identity',
  Practitioner: 'staff identity',
  RoleAssignment: 'staff identity',
  CareTeamMember: 'admin identity',
  Consent: 'admin identity',
  BreakGlass: 'audit identity',
  Facility: 'public identity',
  Department: 'public identity',
  Medication: 'public pharmacy',
  DrugInteraction: 'public pharmacy',
  MedicationRequest: 'clinical pharmacy',
  MedicationDispense: 'clinical pharmacy',
  HealthBook: 'admin health-book',
  BookVisit: 'admin health-book',
  Appointment: 'admin health-book',
  Immunization: 'clinical health-book',
  SelfMeasurement: 'clinical health-book',
  Encounter: 'admin encounters',
};
const ofType = (type: string) => (rowClasses[type] ?? 'clinical encounters').split(' ');
export const rowClassOf = (type: string): string => ofType(type)[0] ?? '';
export const keeperOf = (type: string): string => ofType(type)[1] ?? '';

const relationshipOf = new Map(Object.keys(relationships).map((name) => [patientOf(name), name]));

/** What holds between who asks and a record. */
function holdsFor({ member, purpose }: Standpoint, { patientId = '', facilityId, departmentId }: Standing): string[] {
  const { facilityId: own, leads } = member;
  const facts = factsFor(relationshipOf.get(patientId) ?? '', purpose).filter(
    (fact) => fact !== 'careTeam' || facilityId === undefined || facilityId === own,
  );
  return [
    ...facts,
    ...(facilityId !== undefined && facilityId === own ? ['sameFacility'] : []),
    ...(departmentId !== undefined && leads.includes(departmentId) ? ['unitLead'] : []),
  ];
}

const ask = (standpoint: Standpoint, standing: Standing, classes: readonly string[], raised = standing.labels): Answer =>
  decide(table, {
    classes,
    labels: raised,
    role: standpoint.member.role,
    purpose: standpoint.purpose,
    holds: holdsFor(standpoint, standing),
  });

/** Whether a row is there at all for who asks: by its labels, or by the class of its type. */
export function isVisible(standpoint: Standpoint, kept: Kept): boolean {
  return ask(standpoint, kept, kept.labels.length > 0 ? [] : [rowClassOf(kept.type)]) !== 'refuse';
}

/** What the gateway knows before any record: whether the table has a line at all for this role and purpose. A label may take the place of `clinical`. */
export function isNever({ member: { role }, purpose }: Standpoint, classes: readonly string[]): boolean {
  const has = (dataClass: string) =>
    (table[dataClass] ?? []).some(
      ({ roles, purposes }) => (roles.includes(role) || roles.includes('any')) && (purposes.includes(purpose) || purposes.includes('any')),
    );
  return classes.some((dataClass) => !(dataClass === 'clinical' ? [dataClass, ...labels] : [dataClass]).some(has));
}

/** What of an entity is known where a field of it is served: everything where it is kept, elsewhere its key. */
function standingAt({ type, subgraph }: LabelledField, kept: Kept): Standing {
  if (subgraph === undefined || subgraph === keeperOf(type)) return kept;
  if (type === 'Patient') return { patientId: kept.id, labels: [] };
  if (type === 'Facility') return { facilityId: kept.id, labels: [] };
  if (type === 'Department') return { departmentId: kept.id, labels: [] };
  return { labels: [] };
}

/** `permit`, `refuse`, `mask ...`, `never` for what the gateway cuts, or `rows`: those of the rows that are visible. */
export function fieldAnswer(standpoint: Standpoint, field: LabelledField, kept: Kept): Answer {
  const { classes, type, target, subgraph } = field;
  if (isNever(standpoint, classes)) return 'never';
  const standing = standingAt(field, kept);
  if (target === undefined || subgraph !== keeperOf(target)) return ask(standpoint, standing, classes);
  if (field.requires) return ask(standpoint, kept, ['admin']) === 'permit' ? 'rows' : 'refuse'; // Whose it is must be told by the medical record.
  return leadsToRows(standpoint, { standing, isKept: subgraph === keeperOf(type), field }, rowClassOf(target)) ? 'rows' : 'refuse';
}

interface Parent {
  readonly standing: Standing;
  readonly isKept: boolean;
  readonly field: LabelledField;
}

/** What leads to rows is decided by the rows; the classes that rows do not ask for are asked of the record that it stands on. */
function leadsToRows(standpoint: Standpoint, { standing, isKept, field }: Parent, rowClass: string): boolean {
  const { classes } = field;
  const others = classes.filter((dataClass) => dataClass !== rowClass && dataClass !== 'clinical');
  const answer = others.length === 0 ? 'permit' : ask(standpoint, standing, others);
  if (answer === 'refuse' || (answer !== 'permit' && !isReference(field))) return false;
  if (!isKept || others.length === classes.length) return true;
  const alternatives = [classes, ...labels.map((label) => [...others, label])];
  return alternatives.some((alternative) => ask(standpoint, standing, alternative) !== 'refuse');
}
