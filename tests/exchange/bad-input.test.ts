import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HealthGraph, startHealthGraph, temporaryFolder } from '../journeys/health-graph.ts';
import { exportFhir, type Imported, importFhir, isFull, type Summary, startImport, writeChunks } from './import-command.ts';
import { recordsIn } from './store-content.ts';
import { patientSourceId, syntheticBundle, uuid } from './synthetic-bundle.ts';

const secret = 'Trần Bí Mật';
const lineMegabytes = isFull ? 200 : 20;

const good = (number: number): string => syntheticBundle({ number, encounters: 2 });
const entry = (resource: object, fullUrl?: string): string => JSON.stringify({ ...(fullUrl === undefined ? {} : { fullUrl }), resource });
const bundle = (...entries: readonly string[]): string => `{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}`;
const patient = (id: string, more: object = {}): object => ({ resourceType: 'Patient', id, ...more });
const observation = (id: string, more: object = {}): object => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: secret },
  subject: { reference: 'Patient/whole' },
  ...more,
});

const invalidUtf8 = (): Buffer => {
  const bytes = Buffer.from(bundle(entry(patient('broken', { name: [{ text: '@' }] })), entry(patient('unbroken'))));
  bytes[bytes.indexOf('@')] = 0xc3;
  return bytes;
};

const files: Readonly<Record<string, string | Buffer>> = {
  'good.json': good(2),
  'truncated.json.gz': gzipSync(good(4)).subarray(0, -200),
  'damaged.json.gz': Buffer.concat([gzipSync(good(4)).subarray(0, 60), Buffer.alloc(400, 7)]),
  'truncated.json': good(5).slice(0, -40),
  'no-bundle.json': '{"hello":"world"}',
  'resource.json': JSON.stringify(patient('alone')),
  'words.json': 'hello',
  'empty.json': '',
  'utf8.json': invalidUtf8(),
  'mixed.json': bundle(
    entry(patient('whole', { name: [{ text: secret }] })),
    entry(observation('o1', { status: 'done' })),
    entry(observation('o2', { effectiveDateTime: '2021-02-30' })),
    entry(observation('o3', { code: 5 })),
    entry({ resourceType: 'Encounter', id: 'e1', status: 'finished' }),
    entry(observation('o4', { encounter: { reference: 'Encounter/nowhere' } })),
    entry(observation('o5', { performer: [{ reference: `urn:uuid:${uuid('nobody')}` }] })),
    entry(observation('o6', { device: { reference: '#nothing' } })),
    entry({ resourceType: 'Claim', id: 'c1', patient: { reference: 'Patient?identifier=x|1' } }),
    entry(observation('o7', { encounter: { reference: 'Encounter/e1' } })),
    entry(observation('o8', { 'value Hòa': 1 })),
    entry(observation('o9')),
    entry(observation('o10', { subject: { display: secret } })),
    entry(observation('o11', { subject: { reference: 'https://example.org/fhir/Patient/elsewhere' } })),
    entry(observation('o12', { performer: [{ reference: 'https://example.org/fhir/Practitioner/elsewhere' }] })),
  ),
};

let data: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: HealthGraph;
let imported: Imported;

beforeAll(async () => {
  [data, folder] = await Promise.all([temporaryFolder(), temporaryFolder()]);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder.path, name), content);
  graph = await startHealthGraph(data.path, ['--people', '0']);
  imported = await importFhir(data.path, folder.path, join(folder.path, 'not-there.json'));
}, 120_000);

afterAll(async () => {
  await graph?.stop();
  await Promise.all([data?.remove(), folder?.remove()]);
});

const refusalsOf = (file: string): Summary['refused'] =>
  imported.summary.refused.filter((refused) => refused['file'] === join(folder.path, file));

describe('what cannot be imported', () => {
  it('ends with 1, and never tells a value of the record', () => {
    expect(imported.code).toBe(1);
    expect(JSON.stringify(imported.summary.refused) + imported.stderr).not.toMatch(/Bí Mật|Hòa|done|2021-02-30/);
  });

  it.each([
    ['truncated.json.gz', 'TRUNCATED'],
    ['damaged.json.gz', 'UNREADABLE_FILE'],
    ['truncated.json', 'TRUNCATED'],
    ['no-bundle.json', 'NOT_A_BUNDLE'],
    ['resource.json', 'NOT_A_BUNDLE'],
    ['words.json', 'INVALID_JSON'],
    ['empty.json', 'INVALID_JSON'],
  ])('refuses %s as a whole: %s', (file, code) => {
    expect(refusalsOf(file)).toEqual([{ file: join(folder.path, file), code, reason: expect.stringMatching(/^[A-Z].*\.$/) }]);
  });

  it('names a path that is not there', () => {
    expect(imported.summary.refused).toContainEqual({
      file: join(folder.path, 'not-there.json'),
      code: 'UNREADABLE_FILE',
      reason: 'There is no such file, or it may not be read.',
    });
  });

  it('refuses invalid UTF-8 by resource', () => {
    expect(refusalsOf('utf8.json')).toEqual([
      { file: join(folder.path, 'utf8.json'), entry: 0, type: 'Patient', code: 'INVALID_UTF8', reason: expect.any(String) },
    ]);
  });

  it.each([
    [1, 'INVALID_RESOURCE', 'Observation.status'],
    [2, 'INVALID_RESOURCE', 'Observation.effectiveDateTime'],
    [3, 'INVALID_RESOURCE', 'Observation.code'],
    [4, 'INVALID_RESOURCE', 'Encounter.class'],
    [5, 'REFERENCE_NOT_FOUND', 'Observation.encounter.reference'],
    [6, 'REFERENCE_NOT_FOUND', 'Observation.performer[0].reference'],
    [7, 'REFERENCE_NOT_FOUND', 'Observation.device.reference'],
    [8, 'REFERENCE_NOT_FOUND', 'Claim.patient.reference'],
    [10, 'INVALID_RESOURCE', 'Observation'],
    [12, 'REFERENCE_NOT_FOUND', 'Observation.subject'],
    [13, 'REFERENCE_NOT_FOUND', 'Observation.subject'],
  ])('refuses entry %i of a bundle with its element: %s %s', (place, code, field) => {
    expect(refusalsOf('mixed.json')).toContainEqual(expect.objectContaining({ entry: place, code, field, reason: expect.any(String) }));
  });

  it('imports the rest, also what refers to a refused resource', async () => {
    const { entries, kept, refused } = imported.summary;
    const ofEntries = refused.filter(({ entry: place }) => place !== undefined).length;
    const bundleEntries = (JSON.parse(good(2)) as { entry: unknown[] }).entry.length;

    expect(refusalsOf('mixed.json')).toHaveLength(11);
    expect(entries).toBe(bundleEntries + 2 + 15);
    expect(kept).toBe(entries - ofEntries);
    expect(JSON.parse(await exportFhir(data.path, patientSourceId(2)))).toEqual(JSON.parse(good(2)));
    expect((JSON.parse(await exportFhir(data.path, 'whole')) as { entry: unknown[] }).entry).toHaveLength(4);
  });

  it('leaves nothing of a file that was refused', async () => {
    expect(await recordsIn(data.path, 'patients', 'patients', { 'identifiers.value': 'P4' })).toEqual([]);
    expect(await recordsIn(data.path, 'patients', 'patients', { 'identifiers.value': 'P5' })).toEqual([]);
  });
});

describe('what is large', () => {
  it('refuses one resource over 16 MB, and imports what stands around it', async () => {
    const file = join(folder.path, 'large.json');
    const note = { resourceType: 'Binary', id: 'large', contentType: 'text/plain', data: 'QUJD'.repeat(4_400_000) };
    await writeFile(file, bundle(entry(patient('before')), entry(note, 'urn:uuid:large'), entry(patient('after'))));

    const { code, summary } = await importFhir(data.path, file);

    expect(code).toBe(1);
    expect(summary).toMatchObject({ entries: 3, kept: 2, refused: [{ entry: 1, type: 'Binary', code: 'PAYLOAD_TOO_LARGE' }] });
  });

  it('keeps one resource of 15 MB, and gives it back', async () => {
    const file = join(folder.path, 'nearly.json');
    const note = { resourceType: 'Binary', id: 'nearly', contentType: 'text/plain', data: 'QUJD'.repeat(3_900_000) };
    await writeFile(file, bundle(entry(patient('of-nearly')), entry(note)));

    const { code, summary } = await importFhir(data.path, file);
    const text = await exportFhir(data.path, 'of-nearly');

    expect([code, summary.kept]).toEqual([0, 2]);
    expect(text.includes(JSON.stringify(note))).toBe(true);
  }, 60_000);

  it(
    `imports a bundle of ${lineMegabytes} MB on a single line in flat memory`,
    async () => {
      const long = join(folder.path, 'long-line.json');
      await writeChunks(long, singleLine(lineMegabytes));

      // Whoever held the file, or its resources, would not fit: V8 ends a process whose heap is full.
      const started = await startImport(data.path, [long], ['--max-old-space-size=128']);
      const { code, stdout } = await started.ended;

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ refused: [], byType: { Observation: Math.ceil(lineMegabytes / observationMegabytes) } });
      expect(await started.peakMegabytes()).toBeLessThan(350);
    },
    isFull ? 600_000 : 120_000,
  );
});

const observationMegabytes = 0.02;

/** A bundle without a newline, made as it is written: observations of 20 kB each. */
function* singleLine(megabytes: number): Generator<string> {
  const id = `line-${megabytes}`;
  yield `{"resourceType":"Bundle","type":"collection","entry":[${entry(patient(id))}`;
  for (let place = 0; place < Math.ceil(megabytes / observationMegabytes); place += 1) {
    const text = `${place} `.padEnd(observationMegabytes * 1e6, 'x');
    yield `,${entry(observation(`${id}-${place}`, { subject: { reference: `Patient/${id}` }, valueString: text }))}`;
  }
  yield ']}';
}
