import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compose, lint, lintHorizontal } from '@health-graph/composition';
import { Command, Option } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { readGraphFields } from '../permissions/graph-field.ts';
import { printResult } from '../print-result.ts';
import { readSubgraphSchemas, schemaFolder } from './read-schema.ts';

interface ComposeOptions {
  readonly check?: true;
  readonly schema: string;
  readonly json?: true;
}

/** `health-graph compose`: lints the SDL, composes it and writes `schema/supergraph.graphql`. */
export const composeCommand = new Command('compose')
  .description('lint the SDL of the five subgraphs, compose it, and write schema/supergraph.graphql')
  .option('--check', 'write nothing; fail when the committed supergraph is stale')
  .addOption(new Option('--schema <folder>', 'the folder of the SDL').default(schemaFolder, 'schema/ of this repository'))
  .option('--json', 'print one JSON object')
  .action(async (options: ComposeOptions) => {
    const supergraphFile = join(options.schema, 'supergraph.graphql');
    const schemas = await readSubgraphSchemas(options.schema);
    const rules = await readFile(join(options.schema, 'horizontal.yaml'), 'utf8').catch(absent);
    const faults = [...lint(schemas), ...(rules === undefined ? [] : lintHorizontal(rules, schemas))];
    if (faults.length > 0) {
      throw new CommandFailed(`The schema breaks ${faults.length} convention(s).`, {
        faults,
        lines: faults.map(({ subgraph, coordinate, rule, message }) => `${subgraph} ${coordinate} (${rule}): ${message}`),
      });
    }
    const composition = compose(schemas);
    if ('errors' in composition) {
      throw new CommandFailed('The subgraphs do not compose.', {
        errors: composition.errors,
        lines: composition.errors.map(({ code, message }) => `${code}: ${message}`),
      });
    }
    const supergraphSdl = `${header}${composition.supergraphSdl}\n`;
    const { hints } = composition;
    readGraphFields(supergraphSdl); // What is composed is what is enforced: each of its fields has one group of classes.
    const isStale = (await readFile(supergraphFile, 'utf8').catch(() => '')) !== supergraphSdl;
    if (isStale && options.check) throw new CommandFailed('schema/supergraph.graphql is stale: run `npx health-graph compose`.', {});
    if (isStale) await writeFile(supergraphFile, supergraphSdl);
    printResult(options, { subgraphs: schemas.length, bytes: supergraphSdl.length, changed: isStale, hints }, [
      ...hints,
      `${schemas.length} subgraphs compose; schema/supergraph.graphql ${isStale ? 'is written' : 'is up to date'}.`,
    ]);
  });

/** Where each subgraph has one endpoint, nothing is joined. */
function absent(failure: NodeJS.ErrnoException): undefined {
  if (failure.code !== 'ENOENT') throw failure;
}

const header = '# Composed by `npx health-graph compose` from the other files of this folder. Never edited by hand.\n\n';
