import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decideStatically, labels, parsePolicyTable, purposes, roles } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { schemaFolder } from '../schema/read-schema.ts';
import { buildMatrix } from './matrix.ts';
import { readSchemaFolder } from './schema-source.ts';
import { permissions, schemaFolderWith } from './testing.ts';

const source = await readSchemaFolder(schemaFolder);
const matrix = buildMatrix(source);

describe('the committed matrix', () => {
  it('is not stale', async () => {
    const { code, err } = await permissions('matrix', '--check');

    expect(err).toBe('');
    expect(code).toBe(0);
  });

  it('has every field of the supergraph, each with a class', () => {
    expect(matrix.fields.length).toBeGreaterThan(600);
    expect(matrix.fields.filter(({ classes }) => classes.length === 0)).toEqual([]);
  });
});

describe('the matrix', () => {
  const decidedBy = (name: string) => matrix.fields.find((field) => field.name === name);

  it('asks for the class of the rows beside that of the field, where the subgraph keeps the rows', () => {
    expect(decidedBy('Condition.recorder')).toMatchObject({ classes: ['staff'], row: 'clinical', isRaised: true });
    expect(decidedBy('Patient.conditions')).toMatchObject({ classes: ['clinical'], isRaised: true });
    expect(decidedBy('Patient.conditions')).not.toHaveProperty('row');
  });

  it('takes the scopes of the type that a field gives, too', () => {
    expect(decidedBy('Mutation.grantConsent')?.scopes).toEqual([
      [['patient/Consent.c']],
      [['patient/Consent.r'], ['user/Consent.r'], ['system/Consent.r']],
    ]);
  });

  it('takes the classes inside a value for the field that holds it', () => {
    expect(decidedBy('Patient.accessLog')?.classes).toEqual(['audit']);
    expect(decidedBy('Patient.coverages')?.classes).toEqual(['billing']);
  });

  it('agrees with the gateway: a cell is never wherever the gateway cuts, and somewhere not where it does not', () => {
    const table = parsePolicyTable(source.policies);
    for (const { name, standings } of matrix.groups) {
      const field = matrix.fields.find((one) => one.decidedBy === name);
      for (const role of roles) {
        for (const purpose of purposes) {
          const isCut = field?.classes.some((dataClass) => decideStatically(table, { role, purpose }, dataClass) === 'never');
          const isNever = standings.every(({ cell }) => cell(role, purpose).length === 0);
          if (isCut) expect({ name, role, purpose, isNever }).toMatchObject({ isNever: true });
          else if (field?.row === undefined && field?.kind === undefined && !isMasked(table, field?.classes ?? [], role, purpose))
            expect({ name, role, purpose, isNever }).toMatchObject({ isNever: false });
        }
      }
    }
  });

  it('has a line for each label of what codes can raise', () => {
    const raised = matrix.groups.filter(({ name }) => name.endsWith('+ labels'));

    expect(raised.length).toBeGreaterThan(0);
    for (const { standings } of raised) expect(standings.map(({ label }) => label)).toEqual([undefined, ...labels]);
  });
});

/** Where all that a rule gives is behind a mask, a field without a weaker form is never seen, although the gateway asks for it. */
function isMasked(
  table: ReturnType<typeof parsePolicyTable>,
  classes: readonly string[],
  role: (typeof roles)[number],
  purpose: (typeof purposes)[number],
) {
  return [...table].some(
    ([dataClass, rules]) =>
      classes.includes(dataClass) && rules.some((rule) => rule.masks.length > 0 && rule.roles.has(role) && rule.purposes.has(purpose)),
  );
}

describe('health-graph permissions matrix', () => {
  it('fails with the difference when a policy changed and the file did not', async () => {
    await using folder = await schemaFolderWith({
      policies: (text) =>
        text.replace(
          '[surveillance-officer], purposes: [PUBHLTH], when: [assigned]',
          '[surveillance-officer], purposes: [PUBHLTH], when: [always]',
        ),
    });
    await permissions('matrix', '--schema', folder.path);
    expect(await permissions('matrix', '--schema', folder.path, '--check')).toMatchObject({ code: 0 });
    await using other = await schemaFolderWith();
    await permissions('matrix', '--schema', other.path);
    const file = join(folder.path, 'permissions.csv');
    await copyFile(join(other.path, 'permissions.csv'), file);

    const { code, err } = await permissions('matrix', '--schema', folder.path, '--check');

    expect(code).toBe(1);
    expect(err).toContain('permissions.csv is stale: run `npx health-graph permissions matrix`.');
    expect(err).toContain('- decision,clinical + labels,,,hiv,surveillance-officer,PUBHLTH,condition(assigned)');
    expect(err).toContain('+ decision,clinical + labels,,,hiv,surveillance-officer,PUBHLTH,allow');
    expect(await readFile(file, 'utf8')).toBe(await readFile(join(other.path, 'permissions.csv'), 'utf8'));
  });

  it('writes the same bytes again and again, and says so', async () => {
    await using folder = await schemaFolderWith();

    const first = await permissions('matrix', '--schema', folder.path, '--json');
    const second = await permissions('matrix', '--schema', folder.path, '--json');

    expect(JSON.parse(first.out)).toEqual({ fields: matrix.fields.length, changed: true });
    expect(JSON.parse(second.out)).toEqual({ fields: matrix.fields.length, changed: false });
    expect(await readFile(join(folder.path, 'permissions.csv'), 'utf8')).toBe(
      await readFile(join(schemaFolder, 'permissions.csv'), 'utf8'),
    );
  });

  it('gives every field x label x role x purpose as JSON', async () => {
    const { out } = await permissions('matrix', '--format', 'json');

    const { fields } = JSON.parse(out);
    expect(Object.keys(fields)).toHaveLength(matrix.fields.length);
    expect(fields['Condition.code']).toMatchObject({ classes: ['clinical'], row: 'clinical', place: 'record' });
    expect(fields['Condition.code'].labels.hiv.physician).toEqual({
      TREAT: 'condition(assigned)',
      ETREAT: 'never',
      HPAYMT: 'never',
      PUBHLTH: 'never',
      PATRQT: 'never',
      HRESCH: 'never',
      HOPERAT: 'never',
    });
    expect(fields['Patient.nationalId'].decisions.pharmacist.TREAT).toBe('mask(last4 if careTeam|assigned|sameFacility)');
    expect(fields['Patient.gender'].decisions.pharmacist.TREAT).toBe('never');
  });

  it('ends in silence when nobody reads on', async () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));

    const { stdout, stderr } = await promisify(execFile)('sh', [
      '-c',
      '"$0" "$1" permissions matrix --format json | head -c 10',
      process.execPath,
      main,
    ]);

    expect({ stdout, stderr }).toEqual({ stdout: '{"fields":', stderr: '' });
  });

  it('reads as Markdown', async () => {
    const { out } = await permissions('matrix', '--format', 'markdown');

    expect(out).toContain('## identity-sensitive in identity rows\n\n`Patient.ethnicity`\n');
    expect(out).toContain('| hiv | surveillance-officer | PUBHLTH | `condition(assigned)` |');
  });

  it('names the file that it cannot read', async () => {
    const { code, err } = await permissions('matrix', '--schema', '/nowhere');

    expect(code).toBe(1);
    expect(err).toMatch(/^A file of the schema cannot be read\.\n {2}file: \/nowhere\/(?:supergraph\.graphql|policies\.yaml)\n$/);
  });

  it('refuses a supergraph with a field without a class, or with alternatives', async () => {
    await using unclassified = await schemaFolderWith({
      supergraph: (text) => text.replace(/(nationalId: String .*) @policy\(policies: \[\["identity"\]\]\)/, '$1'),
    });
    await using alternatives = await schemaFolderWith({
      supergraph: (text) => text.replace(/(nationalId: String .*@policy\(policies: )\[\["identity"\]\]/, '$1[["identity"], ["admin"]]'),
    });

    expect(await permissions('matrix', '--schema', unclassified.path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('setting: Patient.nationalId'),
    });
    expect(await permissions('matrix', '--schema', alternatives.path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('setting: Patient.nationalId'),
    });
  });
});
