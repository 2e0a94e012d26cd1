import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import {
  type Actor,
  conditions,
  type DataClass,
  dataClasses,
  labels,
  type PolicyTable,
  parsePolicyTable,
  purposes,
  type RelationshipFacts,
  type Row,
  type RowFilter,
  type Rule,
  roles,
} from '../index.ts';

export const realTable = parsePolicyTable(await readFile(new URL('../../../../schema/policies.yaml', import.meta.url), 'utf8'));

/** A row that is somebody's. */
export type PatientRow = Row & { readonly patientId: string };

/** A plain reader of the description, as a store is to understand it. */
export function keeps(filter: RowFilter, row: PatientRow): boolean {
  if (filter === 'nothing') return false;
  return filter.anyOf.some(
    ({ labelKeys, facilityIds, departmentIds, patientIds }) =>
      labelKeys.includes([...row.labels].sort().join('+')) &&
      (facilityIds === undefined || facilityIds.includes(row.facilityId)) &&
      (departmentIds === undefined || (row.departmentId !== undefined && departmentIds.includes(row.departmentId))) &&
      (patientIds === undefined || patientIds.includes(row.patientId)),
  );
}

const facilities = fc.constantFrom('f1', 'f2');
const departments = fc.constantFrom('d1', 'd2', 'd3');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const classSet = fc.subarray([...labels, 'clinical', 'admin']).map((names) => new Set<string>(names));
export const anActor: fc.Arbitrary<Actor> = fc.record(
  {
    role: fc.constantFrom(...roles),
    purpose: fc.constantFrom(...purposes),
    facilityId: facilities,
    leads: fc.subarray(['d1', 'd2', 'd3']).map((led) => new Set(led)),
  },
  { requiredKeys: ['role', 'purpose'] },
);
export const someFacts: fc.Arbitrary<RelationshipFacts> = fc.record(
  {
    self: fc.boolean(),
    guardian: fc.boolean(),
    minorProtected: classSet,
    careTeam: fc.boolean(),
    assigned: fc.boolean(),
    consent: classSet,
    breakGlass: fc.boolean(),
  },
  { requiredKeys: [] },
);
export const aRow: fc.Arbitrary<PatientRow> = fc
  .record({
    labels: fc.subarray([...labels]),
    facilityId: maybe(facilities),
    departmentId: maybe(departments),
    patientId: fc.constantFrom('p1', 'p2', 'p3'),
  })
  .map(({ labels: raised, patientId, facilityId, departmentId }) => ({
    labels: raised,
    patientId,
    ...(facilityId === undefined ? {} : { facilityId }),
    ...(departmentId === undefined ? {} : { departmentId }),
  }));
export const aBaseline = fc.constantFrom<DataClass>('clinical', 'admin', 'identity', 'audit');

/** Rules that no policy would have, so that every mixture of conditions comes up; few roles and purposes, so that rules apply. */
const aRule: fc.Arbitrary<Rule> = fc
  .record({
    roles: fc.subarray([...roles], { minLength: 6 }),
    purposes: fc.subarray([...purposes], { minLength: 4 }),
    when: fc.uniqueArray(fc.constantFrom(...conditions, 'sameFacility' as const, 'unitLead' as const, 'careTeam' as const), {
      minLength: 1,
      maxLength: 2,
    }),
    isMasked: fc.boolean(),
  })
  .map((rule) => ({
    name: 'rule',
    roles: new Set(rule.roles),
    purposes: new Set(rule.purposes),
    when: rule.when,
    masks: rule.isMasked ? (['last4'] as const) : [],
    basis: 'test',
  }));
const aTable: fc.Arbitrary<PolicyTable> = fc
  .array(fc.array(aRule, { maxLength: 3 }), { minLength: dataClasses.length, maxLength: dataClasses.length })
  .map((rules) => new Map(dataClasses.map((dataClass, place) => [dataClass, rules[place] ?? []])));
export const someTable = fc.oneof(fc.constant(realTable), aTable);
