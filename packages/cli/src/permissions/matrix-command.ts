import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { printResult } from '../print-result.ts';
import { changedLines } from './changed-lines.ts';
import { buildMatrix } from './matrix.ts';
import { type MatrixFormat, matrixFormats, writeMatrix } from './matrix-formats.ts';
import { schemaOption } from './schema-option.ts';
import { readSchemaFolder } from './schema-source.ts';

interface MatrixOptions {
  readonly format?: MatrixFormat;
  readonly check?: true;
  readonly schema: string;
  readonly json?: true;
}

const help = `
Without --format it writes <schema>/permissions.csv. Its lines are
  field      by what a field is decided (its classes, the class of its rows, the kind of its values), and the scopes that a client app needs
  decision   what that means for roles and purposes; whoever and whatever is not named stands in the last line, otherwise, as never

  allow                  always
  condition(a|b+c)       where a holds, or b and c together
  mask(last4)            behind a mask; mask(last4 if a): where a holds
  never

A row whose codes raise it has a label, which takes the place of clinical and joins the other classes. careTeam counts for what the caller's own
facility made, and for what is the patient's as a whole. A field of a value (Address.city) is decided about with the field that holds the value.`;

/** `health-graph permissions matrix`. */
export const matrixCommand = new Command('matrix')
  .description('who may see what: every field x role x purpose, as the engine decides')
  .addOption(new Option('--format <format>', 'print it, instead of writing the file; json is the full form').choices(matrixFormats))
  .option('--check', 'write nothing; fail with the difference when the committed file is stale')
  .addOption(schemaOption())
  .option('--json', 'print one JSON object about what was done')
  .addHelpText('after', help)
  .action(run);

async function run({ format, check, schema, json }: MatrixOptions): Promise<void> {
  const matrix = buildMatrix(await readSchemaFolder(schema));
  if (format !== undefined && check === undefined) {
    console.log(writeMatrix[format](matrix).trimEnd());
    return;
  }
  const file = join(schema, 'permissions.csv');
  const text = writeMatrix.csv(matrix);
  const before = await readFile(file, 'utf8').catch(() => '');
  const changes = changedLines(before, text);
  if (changes.length > 0 && check)
    throw new CommandFailed('permissions.csv is stale: run `npx health-graph permissions matrix`.', { changes, lines: changes });
  if (changes.length > 0) await writeFile(file, text);
  printResult(json === undefined ? {} : { json }, { fields: matrix.fields.length, changed: changes.length > 0 }, [
    `${matrix.fields.length} fields; permissions.csv ${changes.length > 0 ? 'is written' : 'is up to date'}.`,
  ]);
}
