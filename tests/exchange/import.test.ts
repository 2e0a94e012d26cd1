import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HealthGraph, runCommand, startHealthGraph, temporaryFolder } from '../journeys/health-graph.ts';
import { exportFhir, type Imported, importFhir, isFull, syntheticFolder } from './import-command.ts';
import { contentOf, recordsIn } from './store-content.ts';
import { patientSourceId, syntheticBundle, uuid } from './synthetic-bundle.ts';

const patients = isFull ? 40 : 4;
const encounters = isFull ? 16 : 6;

const expectedTypes = (): Record<string, number> => {
  const byType: Record<string, number> = {};
  for (let number = 0; number < patients; number += 1) {
    const { entry } = JSON.parse(syntheticBundle({ number, encounters })) as { entry: { resource: { resourceType: string } }[] };
    for (const { resource } of entry) byType[resource.resourceType] = (byType[resource.resourceType] ?? 0) + 1;
  }
  return byType;
};

let data: Awaited<ReturnType<typeof temporaryFolder>>;
let bundles: Awaited<ReturnType<typeof syntheticFolder>>;
let graph: HealthGraph;
let first: Imported;

beforeAll(async () => {
  [data, bundles] = await Promise.all([temporaryFolder(), syntheticFolder(patients, encounters)]);
  await writeFile(join(bundles.path, 'manifest.json'), '{"files":[]}');
  graph = await startHealthGraph(data.path, ['--people', '0']);
  first = await importFhir(data.path, bundles.path);
}, 120_000);

afterAll(async () => {
  await graph?.stop();
  await Promise.all([data?.remove(), bundles?.remove()]);
});

describe('health-graph import fhir', () => {
  it('keeps every entry of a folder, and counts each once by its type', () => {
    const { code, summary } = first;
    const entries = Object.values(expectedTypes()).reduce((sum, number) => sum + number, 0);

    expect(code).toBe(0);
    expect(summary).toMatchObject({ entries, updated: 0, refused: [], byType: expectedTypes() });
    expect(summary.kept + summary.unchanged).toBe(entries);
  });

  it('changes nothing when the same folder comes again', async () => {
    const before = await contentOf(data.path);

    const { code, summary } = await importFhir(data.path, bundles.path);

    expect(code).toBe(0);
    expect(summary).toMatchObject({ kept: 0, updated: 0, unchanged: summary.entries, refused: [] });
    expect(await contentOf(data.path)).toEqual(before);
  });

  it('shows progress on standard error, and one JSON object on standard output', () => {
    expect(first.stderr).toMatch(/imported [\d,]+ resources in/);
  });

  it('updates a resource that changed, once', async () => {
    const changed = syntheticBundle({ number: 0, encounters }).replaceAll('"1950-03-08"', '"1950-03-09"');
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, 'a.json'), changed);

    const once = await importFhir(data.path, folder.path);
    const twice = await importFhir(data.path, folder.path);
    const old = await importFhir(data.path, bundles.path);
    await folder.remove();

    expect(once.summary).toMatchObject({ kept: 0, updated: 1 });
    expect(twice.summary).toMatchObject({ kept: 0, updated: 0 });
    expect(old.summary).toMatchObject({ kept: 0, updated: 0 });
  });
});

describe('health-graph export fhir', () => {
  it.each(Array.from({ length: patients - 1 }, (_, place) => place + 1))(
    'gives back patient %i as it came, every digit of it',
    async (number) => {
      const text = await exportFhir(data.path, patientSourceId(number));

      const came = syntheticBundle({ number, encounters });
      expect(JSON.parse(text)).toEqual(JSON.parse(came));
      expect(text.match(/\b\d+\.\d*0\b/g)).toEqual(came.match(/\b\d+\.\d*0\b/g));
    },
  );

  it('writes to a file', async () => {
    const file = join(data.path, 'patient.json');

    const { code, stdout } = await runCommand(['export', 'fhir', '--patient', patientSourceId(2), '--data', data.path, '--out', file]);

    expect([code, stdout]).toEqual([0, '']);
    expect(JSON.parse(await readFile(file, 'utf8')).entry.length).toBeGreaterThan(10);
  });

  it('says that there is no such patient, with exit code 1', async () => {
    const { code, stdout } = await runCommand(['export', 'fhir', '--patient', 'nobody', '--data', data.path, '--json']);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('references', () => {
  it('makes a provisional practitioner of a conditional reference, which becomes the real one when it comes', async () => {
    const identifier = { system: 'http://hl7.org/fhir/sid/us-npi', value: '991' };
    const filter = { 'identifiers.value': '991' };
    const [provisional] = await recordsIn(data.path, 'identity', 'practitioners', filter);
    const folder = await temporaryFolder();
    const practitioner = { resourceType: 'Practitioner', id: 'real', identifier: [identifier], name: [{ text: 'Trần Thử' }] };
    await writeFile(join(folder.path, 'a.ndjson'), `${JSON.stringify(practitioner)}\n`);

    const { summary } = await importFhir(data.path, folder.path);
    const again = await importFhir(data.path, folder.path);
    const found = await recordsIn(data.path, 'identity', 'practitioners', filter);
    const encountersOf = await recordsIn(data.path, 'encounters', 'encounters', { 'participants.practitionerId': provisional?.['_id'] });
    await folder.remove();

    expect(provisional).toMatchObject({ name: 'Dr. Thử 1' });
    expect(summary.refused).toEqual([]);
    expect(found).toMatchObject([{ _id: provisional?.['_id'], name: 'Trần Thử' }]);
    expect(again.summary).toMatchObject({ kept: 0, updated: 0, unchanged: 1 });
    expect(encountersOf.length).toBeGreaterThan(0);
  });

  it('follows references between lines and files in any order, and into the store', async () => {
    const folder = await temporaryFolder();
    const subject = { reference: 'Patient/from-ndjson' };
    const lines = {
      'a-encounters.ndjson': {
        resourceType: 'Encounter',
        id: 'e1',
        status: 'finished',
        class: { code: 'AMB' },
        subject,
        participant: [{ individual: { reference: 'Practitioner/real' } }],
        diagnosis: [{ condition: { reference: 'Condition/c1' } }],
      },
      'b-conditions.ndjson': { resourceType: 'Condition', id: 'c1', subject, encounter: { reference: 'Encounter/e1' } },
      'c-patients.ndjson': {
        resourceType: 'Patient',
        id: 'from-ndjson',
        managingOrganization: { reference: `Organization/${uuid('organization 2')}` },
      },
    };
    for (const [name, line] of Object.entries(lines)) await writeFile(join(folder.path, name), JSON.stringify(line));

    const { summary } = await importFhir(data.path, folder.path);
    const [encounter] = await recordsIn(data.path, 'encounters', 'encounters', { 'diagnoses.conditionId': { $exists: true } });
    const [practitioner] = await recordsIn(data.path, 'identity', 'practitioners', { 'identifiers.value': '991' });
    await folder.remove();

    expect(summary).toMatchObject({ entries: 3, kept: 3, refused: [] });
    expect(encounter).toMatchObject({ participants: [{ practitionerId: practitioner?.['_id'] }] });
  });

  it('derives the care team from encounters, from the first to the last', async () => {
    const members = await recordsIn(data.path, 'identity', 'care_team_members', {});

    expect(members.length).toBeGreaterThanOrEqual(patients);
    expect(members[0]).toMatchObject({ basis: 'ENCOUNTER', period: { start: expect.any(String), end: expect.any(String) } });
  });
});
