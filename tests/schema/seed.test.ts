import { createHash } from 'node:crypto';
import { linkedShare, now, patients, province, type SeedLine, staff } from '@health-graph/fixtures';
import { parseRecord, type RecordDefinition, type RecordType, recordDefinitions } from '@health-graph/records';
import { quangTriCommunes } from '@health-graph/terminology';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { definedFields, filledFields, references } from './seed-fields.ts';

/** What one walk over the seed of 1,000 people finds. */
interface Findings {
  readonly counts: Map<string, number>;
  readonly filled: Set<string>;
  readonly ids: Set<string>;
  readonly repeatedIds: string[];
  readonly refused: string[];
  /** References with the number of the line that holds them. */
  readonly pending: { readonly id: string; readonly path: string }[];
  readonly misplaced: string[];
  readonly roles: Set<unknown>;
  readonly communes: Set<unknown>;
  readonly facilityKinds: Map<unknown, number>;
  linkedBooks: number;
  readonly late: string[];
  readonly badCodes: string[];
  readonly nationalIds: Set<unknown>;
  readonly visitCodes: Set<unknown>;
}

let findings: Findings;

beforeAll(() => {
  findings = walk(province());
});

afterAll(() => {
  const counts = [...findings.counts].map(([type, count]) => `${type} ${count}`);
  process.stdout.write(`seed of 1,000 people: ${findings.ids.size} records, ${definedFields().size} fields\n  ${counts.join(', ')}\n`);
});

function walk(lines: Iterable<SeedLine>): Findings {
  const found: Findings = {
    counts: new Map(),
    filled: new Set(),
    ids: new Set(),
    repeatedIds: [],
    refused: [],
    pending: [],
    misplaced: [],
    roles: new Set(),
    communes: new Set(),
    facilityKinds: new Map(),
    linkedBooks: 0,
    late: [],
    badCodes: [],
    nationalIds: new Set(),
    visitCodes: new Set(),
  };
  for (const seedLine of lines) note(found, seedLine);
  return found;
}

function digestOf(lines: Iterable<SeedLine>): string {
  const hash = createHash('sha256');
  for (const seedLine of lines) hash.update(JSON.stringify(seedLine));
  return hash.digest('hex');
}

function note(found: Findings, { subgraph, line }: SeedLine): void {
  const type = line.type as RecordType;
  const data = line.data ?? {};
  found.counts.set(type, (found.counts.get(type) ?? 0) + 1);
  if (found.ids.has(line.id)) found.repeatedIds.push(`${type} ${line.source.id}`);
  found.ids.add(line.id);
  if (recordDefinitions[type].subgraph !== subgraph) found.refused.push(`${type} for ${subgraph}`);
  try {
    parseRecord(recordDefinitions[type] as RecordDefinition, data);
  } catch (error) {
    found.refused.push(`${line.source.id}: ${JSON.stringify((error as { details?: unknown }).details)}`);
  }
  filledFields(type, data, (path) => found.filled.add(path));
  references(data, type, (id, path) => found.pending.push({ id, path }));
  if (line.patientId !== undefined && !found.ids.has(line.patientId)) found.misplaced.push(`${type} ${line.source.id}`);
  for (const field of pastFields) if (String(data[field] ?? '') > now) found.late.push(`${type}.${field} ${line.source.id}`);
  noteNumbers(found, type, data);
  if (type === 'RoleAssignment') found.roles.add(data['role']);
  if (type === 'Facility') found.facilityKinds.set(data['kind'], (found.facilityKinds.get(data['kind']) ?? 0) + 1);
  if (type === 'HealthBook') found.communes.add(data['communeCode']);
  if (type === 'HealthBook' && data['status'] === 'LINKED') found.linkedBooks += 1;
}

/** Times of what has happened; appointments and ends of validity may lie ahead. */
const pastFields = [
  'recordedDate',
  'effective',
  'issued',
  'authoredOn',
  'whenHandedOver',
  'started',
  'date',
  'occurrence',
  'abatement',
  'linkedAt',
  'deceasedAt',
];

function noteNumbers(found: Findings, type: RecordType, data: Readonly<Record<string, unknown>>): void {
  if (type === 'Patient') found.nationalIds.add(data['nationalId']);
  if (type === 'Patient' && !/^000[0-3][0-9]{8}$/.test(String(data['nationalId']))) found.badCodes.push(String(data['nationalId']));
  if (type === 'Encounter') found.visitCodes.add(data['visitCode']);
  const prescription = data['prescriptionCode'];
  if (prescription !== undefined && !/^[0-9a-z]{12}-[cnhy]$/.test(String(prescription))) found.badCodes.push(String(prescription));
}

describe('the seed of 1,000 people', () => {
  it('fills every field that a record definition names', () => {
    const missing = [...definedFields()].filter((field) => !findings.filled.has(field));

    expect(definedFields().size).toBeGreaterThan(250);
    expect(missing).toEqual([]);
  });

  it('holds no line that the ingest boundary would refuse', () => {
    expect(findings.refused).toEqual([]);
  });

  it('gives each record an id of its own', () => {
    expect(findings.repeatedIds).toEqual([]);
  });

  it('refers only to records that it holds', () => {
    const unknown = findings.pending.filter(({ id }) => !findings.ids.has(id)).map(({ path }) => path);

    expect(findings.pending.length).toBeGreaterThan(50_000);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('sends a patient before that patient’s records', () => {
    expect(findings.misplaced).toEqual([]);
  });

  it('has people in all 78 communes, 28 hospitals and staff in all 16 roles', () => {
    const hospitals = ['GENERAL_HOSPITAL', 'SPECIALISED_HOSPITAL', 'REGIONAL_HOSPITAL', 'PRIVATE_HOSPITAL', 'HEALTH_CENTRE'];

    expect(quangTriCommunes.map(({ code }) => code).filter((code) => !findings.communes.has(code))).toEqual([]);
    expect(hospitals.reduce((sum, kind) => sum + (findings.facilityKinds.get(kind) ?? 0), 0)).toBe(28);
    expect(findings.roles.size).toBe(16);
  });

  it('links the share of health books that the province reports', () => {
    expect(findings.counts.get('HealthBook')).toBe(1000);
    expect(Math.abs(findings.linkedBooks / 1000 - linkedShare)).toBeLessThan(0.005);
  });

  it('has 1,000 people with 25 to 40 records each', () => {
    const total = [...findings.counts.values()].reduce((sum, count) => sum + count, 0);

    expect(findings.counts.get('Patient')).toBe(1000);
    expect(total).toBeGreaterThan(25_000);
    expect(total).toBeLessThan(40_000);
  });

  it('records nothing that has not happened yet', () => {
    expect(findings.late).toEqual([]);
  });

  it('writes numbers as the national formats have them, each once, none of a real person', () => {
    expect(findings.badCodes).toEqual([]);
    expect(findings.nationalIds.size).toBe(findings.counts.get('Patient'));
    expect(findings.visitCodes.size).toBe(findings.counts.get('Encounter'));
  });

  it('holds every member of the cast', () => {
    const ids = [...Object.values(patients).map(({ patientId }) => patientId), ...Object.values(staff).map(({ accountId }) => accountId)];

    expect(ids.filter((id) => !findings.ids.has(id))).toEqual([]);
  });

  it('is the same to the last byte when it is made again', () => {
    const people = process.env['HEALTH_GRAPH_TESTS'] === 'full' ? 1000 : 150;

    expect(digestOf(province({ people }))).toBe(digestOf(province({ people })));
  });
});

describe('a smaller seed', () => {
  it('is the beginning of a larger one', () => {
    const small = [...province({ people: 60 })].map(({ line }) => line.source.hash);
    const larger = [...province({ people: 75 })].map(({ line }) => line.source.hash);
    const shared = small.findIndex((hash, place) => hash !== larger[place]);

    expect(shared === -1 || shared > small.length * 0.9).toBe(true);
  });

  it('keeps the whole cast', () => {
    const types = [...province({ people: 1 })].filter(({ line }) => line.type === 'Patient');

    expect(types).toHaveLength(Object.keys(patients).length);
  });
});
