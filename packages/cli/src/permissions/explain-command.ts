import { type Label, labels, type Purpose, parsePolicyTable, purposes, type Role, roles } from '@health-graph/permissions';
import { Command, Option } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { printResult } from '../print-result.ts';
import { askIdentity } from './asking.ts';
import { explain } from './explanation.ts';
import { type ExplainedCaller, explanationJson, explanationLines } from './explanation-text.ts';
import { buildMatrix, type Matrix, type MatrixField } from './matrix.ts';
import { nearestNames } from './nearest-names.ts';
import { schemaOption } from './schema-option.ts';
import { readSchemaFolder } from './schema-source.ts';

interface ExplainOptions {
  readonly field: string;
  readonly as?: string;
  readonly role?: Role;
  readonly purpose?: Purpose;
  readonly patient?: string;
  readonly label?: Label;
  readonly scope: readonly string[];
  readonly data: string;
  readonly schema: string;
  readonly json?: true;
}

const help = `
With --as, a graph must run on the data folder: its identity says what the account may do now, and how it stands to the patient.
With --role and --purpose alone, what would show the field to anybody in the role.

health-graph permissions explain --role physician --purpose TREAT --field Condition.code
health-graph permissions explain --as bs.hanh --field Patient.nationalId --patient ID`;

/** `health-graph permissions explain`. */
export const explainCommand = new Command('explain')
  .description('why a field is shown or refused, step by step, with the legal basis of each rule')
  .requiredOption('--field <Type.field>', 'a field of the graph, as Patient.nationalId')
  .option('--as <account>', 'a username of the running graph, as bs.hanh')
  .addOption(new Option('--role <role>', 'the role acted in (with --as, default: the first that the account holds)').choices(roles))
  .addOption(
    new Option('--purpose <code>', 'purpose of use (with --as, default: what people in the role mostly come for)').choices(purposes),
  )
  .option('--patient <id>', "with --as: whose record, by the graph's own id")
  .addOption(new Option('--label <label>', 'only rows that their codes raise to this class').choices(labels))
  .option('--scope <scope>', 'a scope that the client app has, as user/Observation.rs; may be repeated', collect, [])
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .addOption(schemaOption())
  .option('--json', 'print one JSON object')
  .addHelpText('after', help)
  .action(run);

async function run(options: ExplainOptions): Promise<void> {
  const source = await readSchemaFolder(options.schema);
  const field = fieldNamed(buildMatrix(source), options.field);
  const { label } = options;
  if (label !== undefined && !field.isRaised)
    throw new CommandFailed('Codes cannot raise what this field is about.', { field: field.name, label });
  const caller = await callerOf(options);
  const { role, purpose, facilityId, scopes, patientId, facts } = caller;
  const explanation = explain({
    table: parsePolicyTable(source.policies),
    field,
    caller: { role, purpose, ...(facilityId === undefined ? {} : { facilityId }), ...(scopes === undefined ? {} : { scopes }) },
    ...(label === undefined ? {} : { label }),
    ...(facts === undefined || patientId === undefined ? {} : { known: { facts, patientId } }),
  });
  const isJson = options.json === undefined ? {} : { json: options.json };
  printResult(isJson, explanationJson(explanation, caller), explanationLines(explanation, caller));
}

function fieldNamed({ fields }: Matrix, name: string): MatrixField {
  const found = fields.find((field) => field.name === name);
  if (found !== undefined) return found;
  const nearest = nearestNames(
    name,
    fields.map((field) => field.name),
  );
  throw new CommandFailed('The graph has no such field.', {
    field: name,
    nearest,
    lines: nearest.length === 0 ? [] : [`Did you mean ${nearest.join(', ')}?`],
  });
}

async function callerOf({ as: account, role, purpose, patient, scope, data }: ExplainOptions): Promise<ExplainedCaller> {
  const patientId = patient === undefined ? {} : { patientId: patient };
  if (account !== undefined) {
    const asked = { account, scopes: scope, ...(role && { role }), ...(purpose && { purpose }), ...patientId };
    const { caller, facts } = await askIdentity(data, asked);
    return { ...caller, account, facts, ...patientId };
  }
  if (patient !== undefined)
    throw new CommandFailed('A patient without an account tells nothing: what somebody is to a patient is asked with --as.');
  if (role === undefined || purpose === undefined) throw new CommandFailed('Say --as ACCOUNT, or both --role and --purpose.');
  return { role, purpose, ...(scope.length === 0 ? {} : { scopes: scope }) };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
