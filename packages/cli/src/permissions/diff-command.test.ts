import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { permissions, schemaFolderWith } from './testing.ts';

type Edits = Parameters<typeof schemaFolderWith>[0];

/** What `permissions diff` says of a change of this repository's schema. */
async function diffOf(edits: Edits, ...argv: readonly string[]) {
  await using before = await schemaFolderWith();
  await using after = await schemaFolderWith(edits);
  return permissions('diff', before.path, after.path, ...argv);
}

const policies = (from: string, to: string): Edits => ({ policies: (text) => text.replace(from, to) });
const field = (from: RegExp, to: string): Edits => ({ supergraph: (text) => text.replace(from, to) });
const surveillance = '[surveillance-officer], purposes: [PUBHLTH], when: [assigned]';

describe('health-graph permissions diff', () => {
  it('ends with 0 where nothing changes', async () => {
    const { code, out } = await diffOf({});

    expect(code).toBe(0);
    expect(out).toContain('0 cells open, 0 close; 0 new fields, 0 removed; 0 change their class, 0 their scopes.');
    expect(out).toContain('Nothing is opened.');
  });

  it('ends with 3 where something opens, and says what to whom', async () => {
    const { code, out } = await diffOf(policies(surveillance, surveillance.replace('assigned', 'always')));

    expect(code).toBe(3);
    expect(out).toContain('surveillance-officer with PUBHLTH, rows with the label hiv: condition(assigned) -> allow');
    expect(out).toContain('Something is opened.');
  });

  it('ends with 0 where something closes, and says what to whom', async () => {
    const { code, out } = await diffOf(policies("masks: [initials, last4], basis: 'The person", "masks: [initials], basis: 'The person"));

    expect(code).toBe(0);
    expect(out).toContain(
      'Closes\n  citizen with PATRQT: mask(last4) -> never\n    2 fields: Practitioner.identifiers, Practitioner.licenceNumber',
    );
  });

  it('tells of both when a condition takes the place of another', async () => {
    const { code, out } = await diffOf(policies(surveillance, surveillance.replace('assigned', 'sameFacility')), '--json');

    expect(code).toBe(3);
    const { opens, closes } = JSON.parse(out);
    const change = { label: 'hiv', roles: ['surveillance-officer'], before: 'condition(assigned)', after: 'condition(sameFacility)' };
    expect(opens).toContainEqual(expect.objectContaining(change));
    expect(closes).toContainEqual(expect.objectContaining(change));
  });

  it('puts what reaches furthest first', async () => {
    const wider = (text: string) =>
      text
        .replace(surveillance, surveillance.replace('[assigned]', '[assigned, self]'))
        .replace(
          'roles: [health-department-analyst, surveillance-officer]',
          'roles: [health-department-analyst, surveillance-officer, registrar]',
        );

    const { opens } = JSON.parse((await diffOf({ policies: wider }, '--json')).out);

    // Few fields, but always, before hundreds of one's own.
    expect(opens[0]).toMatchObject({ roles: ['registrar'], after: 'allow' });
    expect(opens.at(-1)).toMatchObject({ roles: ['surveillance-officer'], label: 'hiv' });
  });

  it('tells of a field with another class, as what it opens and what it closes', async () => {
    const { code, out } = await diffOf(field(/(nationalId: String .*@policy\(policies: \[\[)"identity"/, '$1"public"'));

    expect(code).toBe(3);
    expect(out).toContain('Other classes\n  Patient.nationalId: identity (number) -> public in identity rows (number)');
    expect(out).toContain('mask(last4 if careTeam|assigned|sameFacility) -> condition(careTeam|assigned|sameFacility)');
  });

  it('compares rows with a label with what they were while no label was asked for', async () => {
    const { out } = await diffOf(field(/(careTeam\(.*@policy\(policies: \[\[)"staff"/, '$1"clinical"'), '--json');

    const { opens, closes } = JSON.parse(out);
    const changed = { label: 'hiv', fields: ['Patient.careTeam'] };
    expect(opens).toContainEqual(
      expect.objectContaining({ ...changed, roles: ['surveillance-officer'], before: 'never', after: 'condition(assigned)' }),
    );
    expect(closes).toContainEqual(
      expect.objectContaining({ ...changed, roles: expect.arrayContaining(['registrar']), before: 'allow', after: 'never' }),
    );
  });

  it('takes a new field for something that opens, and a removed one for something that closes', async () => {
    const another: Edits = field(
      /^( {2}nationalId: String .*)$/m,
      '$1\n  anotherId: String @join__field(graph: PATIENTS) @policy(policies: [["identity"]])',
    );
    await using before = await schemaFolderWith();
    await using after = await schemaFolderWith(another);

    const added = await permissions('diff', before.path, after.path);
    const removed = await permissions('diff', after.path, before.path);

    expect(added.code).toBe(3);
    expect(added.out).toContain('New fields, by what is decided about them\n  identity: Patient.anotherId');
    expect(added.out).toContain('registrar with TREAT, HPAYMT, HOPERAT: no such field -> condition(sameFacility)');
    expect(removed.code).toBe(0);
    expect(removed.out).toContain('Removed fields\n  identity: Patient.anotherId');
  });

  it('takes fewer scopes for something that opens', async () => {
    const fewer = field(
      /(nationalId: String .*@requiresScopes\(scopes: \[)\["patient\/Patient.r"\], \["user\/Patient.r"\], \["system\/Patient.r"\]/,
      '$1["user/Patient.r"]',
    );
    await using few = await schemaFolderWith(fewer);
    await using all = await schemaFolderWith();

    const opened = await permissions('diff', few.path, all.path);
    const closed = await permissions('diff', all.path, few.path);

    expect(opened.code).toBe(3);
    expect(opened.out).toContain('Patient.nationalId: user/Patient.r -> patient/Patient.r | user/Patient.r | system/Patient.r (opens)');
    expect(closed.code).toBe(0);
  });

  it('writes Markdown for a pull request', async () => {
    const { out } = await diffOf(policies(surveillance, surveillance.replace('assigned', 'always')), '--format', 'markdown');

    expect(out).toContain('**Something is opened.**');
    expect(out).toContain('| hiv | surveillance-officer | PUBHLTH | `condition(assigned)` | `allow` |');
  });

  it("takes a class that a table of the past does not know for nobody's", async () => {
    await using before = await schemaFolderWith({ policies: (text) => text.replace(/^safety:\n.*\n/m, '') });
    await using after = await schemaFolderWith();

    const { out } = await permissions('diff', before.path, after.path);

    expect(out).toContain('system with TREAT: never -> allow');
  });

  it('says that there is neither such a folder nor such a revision', async () => {
    await using folder = await schemaFolderWith();

    for (const source of ['no-such-revision', '--output=x', ''])
      expect(await permissions('diff', folder.path, '--', source)).toMatchObject({
        code: 1,
        err: expect.stringContaining('There is neither such a folder nor such a git revision.'),
      });
  });
});

describe('health-graph permissions diff, in a repository', () => {
  it('compares revisions with each other and with the folder', async () => {
    await using repository = await schemaFolderWith();
    const run = promisify(execFile);
    const git = (...argv: readonly string[]) =>
      run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...argv], { cwd: repository.path });
    const schema = join(repository.path, 'schema');
    await mkdir(schema);
    for (const file of ['supergraph.graphql', 'policies.yaml']) await copyFile(join(repository.path, file), join(schema, file));
    await git('init', '--quiet');
    await git('add', 'schema');
    await git('commit', '--quiet', '--message', 'before');
    const table = await readFile(join(schema, 'policies.yaml'), 'utf8');
    await writeFile(join(schema, 'policies.yaml'), table.replace(surveillance, surveillance.replace('assigned', 'always')));
    await git('commit', '--quiet', '--all', '--message', 'after');
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const diff = (...argv: readonly string[]) =>
      run(process.execPath, [main, 'permissions', 'diff', ...argv], { cwd: repository.path }).then(
        ({ stdout }) => ({ code: 0, stdout }),
        ({ code, stdout }: { readonly code: number; readonly stdout: string }) => ({ code, stdout }),
      );

    expect(await diff('HEAD~1', 'HEAD')).toMatchObject({ code: 3, stdout: expect.stringContaining('condition(assigned) -> allow') });
    expect(await diff('HEAD', 'HEAD~1')).toMatchObject({ code: 0, stdout: expect.stringContaining('allow -> condition(assigned)') });
    expect(await diff('HEAD', '.')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 cells open, 0 close') });
  }, 60_000);
});
