import { Command, Option } from 'commander';
import { printResult } from '../print-result.ts';
import { compareMatrices, isOpening } from './difference.ts';
import { differenceLines, differenceMarkdown } from './difference-formats.ts';
import { buildMatrix } from './matrix.ts';
import { readSchemaSource } from './schema-source.ts';

interface DiffOptions {
  readonly format: 'text' | 'markdown';
  readonly json?: true;
}

/** Something was opened: neither a failure nor nothing to look at. */
const openedExitCode = 3;

const help = `
OLD and NEW are folders with supergraph.graphql and policies.yaml (or with a schema/ that has them), or git revisions of the repository around the
current folder. Both are read by the engine, the classes of rows and the masks of this version.

  0  nothing is opened
  1  failed
  3  something is opened to somebody: a cell, a new field, fewer scopes

health-graph permissions diff HEAD~1 .
health-graph permissions diff main HEAD --format markdown`;

/** `health-graph permissions diff`. */
export const diffCommand = new Command('diff')
  .description('what a change of schema or policies opens and closes, the widest first')
  .argument('<old>', 'a folder or a git revision')
  .argument('<new>', 'a folder or a git revision')
  .addOption(new Option('--format <format>', 'markdown for a pull request').choices(['text', 'markdown']).default('text'))
  .option('--json', 'print one JSON object')
  .addHelpText('after', help)
  .action(run);

async function run(old: string, next: string, { format, json }: DiffOptions): Promise<void> {
  const [before, after] = await Promise.all([readSchemaSource(old), readSchemaSource(next)]);
  const difference = compareMatrices(buildMatrix(before, { isPast: true }), buildMatrix(after, { isPast: true }));
  const names = [before.name, after.name] as const;
  const lines = format === 'markdown' ? [differenceMarkdown(difference, names)] : differenceLines(difference, names);
  printResult(json === undefined ? {} : { json }, { opened: isOpening(difference), ...difference }, lines);
  if (isOpening(difference)) process.exitCode = openedExitCode;
}
