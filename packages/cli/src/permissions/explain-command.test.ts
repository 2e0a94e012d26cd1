import { patients, staff } from '@health-graph/fixtures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataFolder } from '../graph/data-folder.ts';
import { removeRuntime } from '../graph/runtime-file.ts';
import { type IdentityFolder, openIdentityFolder } from '../token/testing.ts';
import { permissions } from './testing.ts';

let graph: IdentityFolder;
beforeAll(async () => {
  graph = await openIdentityFolder();
}, 180_000); // A province is taken in, on a machine that may be busy.
afterAll(() => graph.close());

const explain = (...argv: readonly string[]) => permissions('explain', '--data', graph.path, ...argv);
const of = async (account: string, field: string, { patientId }: { readonly patientId: string }, ...more: readonly string[]) =>
  (await explain('--as', account, '--field', field, '--patient', patientId, ...more)).out;
const lineOf = (out: string, step: string): string => out.split('\n').find((line) => line.startsWith(step)) ?? '';

describe('health-graph permissions explain, for an account of a running graph', () => {
  it('gives the whole chain of reasons', async () => {
    const out = await of(staff.hanh.username, 'Patient.nationalId', patients.hoa);

    expect(out.replace(/facility \w+/, 'facility F')).toBe(
      `Patient.nationalId, for bs.hanh as physician with purpose TREAT, of patient ${patients.hoa.patientId}

Class          The field is identity.
               Behind a mask it is treated as a number.
Scopes         The client app needs patient/Patient.r | user/Patient.r | system/Patient.r; the token has user/*.rs: granted.
Gateway        Passes: a physician with TREAT may see identity of some records; which ones, the subgraph decides.
Facts          Identity says that the account may act as physician at facility F.
               To this patient: the account takes part in the patient's care.
Record         Made by the account's own facility or of the patient as a whole: shown.
                 identity by rule identity.2 (careTeam): Law 15/2023 art. 69(3): the treating team knows the patient.
               Made by another facility: refused, because no rule that holds gives identity.
               Would be shown by rule identity.2 (Law 15/2023 art. 69(3): the treating team knows the patient), if
                 - the account takes part in the patient's care, and its own facility made the record or nobody in particular
                 - the patient, or a case or claim of the patient, was given to the account by name
                 - the account leads the department that made the record
                 - the patient consented to the account's facility seeing this class
Decision       It depends on where the record was made.
`,
    );
  });

  it('says that a stranger is one, and what would change that', async () => {
    const out = await of(staff.hanh.username, 'Condition.code', patients.tung);

    expect(out).toContain('To this patient it is a stranger.');
    expect(lineOf(out, 'hiv')).toContain('Wherever it was made: refused, because no rule that holds gives hiv.');
    expect(out).toContain('Would be shown by rule hiv.1 (HIV Law art. 30: staff named as directly treating), if');
    expect(lineOf(out, 'Decision')).toContain('Refused.');
  });

  it('says by what staff named by article 30 see an HIV result', async () => {
    const out = await of(staff.long.username, 'Observation.valueQuantity', patients.tung);

    expect(lineOf(out, 'hiv')).toContain('Wherever it was made: shown.');
    expect(out).toContain('hiv by rule hiv.1 (assigned): HIV Law art. 30: staff named as directly treating.');
    expect(lineOf(out, 'Decision')).toContain('Shown.');
  });

  it('says only what one label does, where that is asked', async () => {
    const out = await of(staff.long.username, 'Observation.valueQuantity', patients.tung, '--label', 'hiv');
    const refused = await explain('--as', staff.long.username, '--field', 'Patient.birthDate', '--label', 'hiv');

    expect(out).toContain('Codes raised the record to hiv, which takes the place of clinical and joins other classes.');
    expect(lineOf(out, 'hiv')).toContain('Wherever it was made: shown.');
    expect(out).not.toContain('mental-health');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Codes cannot raise what this field is about.') });
  });

  it('keeps a guardian from what protects the minor, and says that it does', async () => {
    const out = await of(patients.hung.username ?? '', 'Observation.code', patients.thu);

    expect(out).toContain('the account is the guardian of the patient by law, but not for reproductive, which protects the minor.');
    expect(lineOf(out, 'reproductive')).toContain('refused');
    expect(lineOf(out, 'Decision')).toContain('Shown; a label decides otherwise, as said above.');
  });

  it('shows behind a mask what its role may see no more of', async () => {
    const out = await of(staff.minh.username, 'Patient.nationalId', patients.hoa);

    expect(out).toContain('shown as its last four characters');
    expect(out).toContain('identity by rule identity.7');
    expect(await of(staff.minh.username, 'Patient.gender', patients.hoa)).toContain(
      "Made by the account's own facility: refused, because a mask is asked for and the value has no weaker form.",
    );
  });

  it('says what the token lacks', async () => {
    const out = await of(staff.hanh.username, 'Condition.code', patients.hoa, '--scope', 'user/Observation.r');

    expect(lineOf(out, 'Scopes')).toContain('the token has user/Observation.r: refused.');
    expect(lineOf(out, 'Decision')).toContain('Refused: the token lacks the scopes.');
  });

  it('asks for a patient where none is named', async () => {
    const { out } = await explain('--as', staff.hanh.username, '--field', 'Condition.code');

    expect(out).toContain('Nothing is known of a patient: say --patient ID.');
    expect(lineOf(out, 'Decision')).toContain('It depends on account, patient and record.');
  });

  it('prints one JSON object', async () => {
    const answer = JSON.parse(await of(staff.long.username, 'Condition.code', patients.tung, '--json'));

    expect(answer).toMatchObject({
      verdict: 'whole',
      areScopesGranted: true,
      gateway: [{ dataClass: 'clinical', decision: 'depends' }],
      caller: { account: 'bs.long', role: 'physician', facts: { mayAct: true } },
      own: { decided: [{ shown: 'whole', reasons: [{ rule: 'clinical.1', condition: 'assigned' }] }] },
    });
    expect(answer.raised.map(({ label }: { readonly label: string }) => label)).toContain('hiv');
  });

  it.each([
    ['an unknown account', ['--as', 'nobody', '--field', 'Condition.code'], 'There is no such account in use'],
    ['a role that is not held', ['--as', 'bs.hanh', '--role', 'payer', '--field', 'Condition.code'], 'does not hold the role'],
    ['what is no id', ['--as', 'bs.hanh', '--patient', 'Hoa', '--field', 'Condition.code'], 'That is no id of a patient'],
  ])('refuses %s', async (_name, argv, message) => {
    const { code, err } = await explain(...argv);

    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});

describe('health-graph permissions explain, for a role', () => {
  it('says what would show the field to anybody in it', async () => {
    const { out } = await explain('--role', 'surveillance-officer', '--purpose', 'PUBHLTH', '--field', 'Condition.code');

    expect(lineOf(out, 'Record')).toContain('Nothing would show it to this role and purpose.');
    expect(lineOf(out, 'hiv')).toContain('Would be shown by rule hiv.5 (HIV Law art. 30: the person assigned to surveillance), if');
  });

  it('says that the gateway cuts what no rule gives', async () => {
    const { out } = await explain('--role', 'registrar', '--purpose', 'TREAT', '--field', 'Condition.code');

    expect(lineOf(out, 'Gateway')).toContain('Cut before planning: no rule gives clinical to a registrar with TREAT.');
    expect(lineOf(out, 'Decision')).toContain('Refused: the gateway cuts the field, no subgraph is asked for it.');
  });

  it('names the fields that may be meant', async () => {
    const typo = await explain('--role', 'physician', '--purpose', 'TREAT', '--field', 'Patient.nationalID');
    const otherType = await explain('--role', 'physician', '--purpose', 'TREAT', '--field', 'Person.nationalId', '--json');

    expect(typo).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean Patient.nationalId') });
    expect(JSON.parse(otherType.out)).toMatchObject({ error: 'The graph has no such field.', nearest: ['Patient.nationalId'] });
  });

  it.each([
    [
      'neither account nor purpose',
      ['--role', 'physician', '--field', 'Condition.code'],
      'Say --as ACCOUNT, or both --role and --purpose.',
    ],
    [
      'a patient without an account',
      ['--role', 'physician', '--purpose', 'TREAT', '--patient', patients.hoa.patientId, '--field', 'Condition.code'],
      'A patient without an account tells nothing',
    ],
  ])('refuses %s', async (_name, argv, message) => {
    expect(await explain(...argv)).toMatchObject({ code: 1, err: expect.stringContaining(message) });
  });

  it('does not understand a role that is none', async () => {
    expect((await explain('--role', 'doctor', '--purpose', 'TREAT', '--field', 'Condition.code')).code).toBe(2);
  });
});

describe('health-graph permissions explain, where no graph runs', () => {
  it('tells how to ask without one', async () => {
    await removeRuntime(await openDataFolder(graph.path));

    const { code, err } = await explain('--as', 'bs.hanh', '--field', 'Condition.code');

    expect(code).toBe(1);
    expect(err).toContain('start it with health-graph up, or ask with --role and --purpose');
  });
});
