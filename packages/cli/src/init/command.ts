import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { printResult } from '../print-result.ts';
import { buildTarballs } from './build-tarballs.ts';
import { envCommand } from './env-command.ts';
import { partnerNames } from './partner-names.ts';
import { writeProject } from './write-project.ts';

interface PartnerOptions {
  readonly name: string;
  readonly tarballs?: string;
  readonly json?: true;
}

const partnerCommand = new Command('partner')
  .description('write the project of a subgraph: SDL, resolvers, codegen, tests, Dockerfile, and our packages as tarballs')
  .argument('[folder]', 'where to; made when it is not there, refused when it holds anything (default: the name)')
  .requiredOption('--name <name>', 'the name of the subgraph in the graph, as dong-ha-rehab')
  .option('--tarballs <folder>', 'tarballs that were built before, instead of building them from this repository')
  .option('--json', 'print one JSON object')
  .action(initPartner);

async function initPartner(given: string | undefined, { name, tarballs, json }: PartnerOptions): Promise<void> {
  const names = partnerNames(name);
  const folder = resolve(given ?? name);
  console.error('packing what the project needs of health-graph ...');
  const files = await writeProject({ folder, names, ...(tarballs === undefined ? {} : { tarballs: resolve(tarballs) }) });
  printResult(json ? { json } : {}, { name, folder, files }, [
    `The subgraph ${name} is in ${folder} (${files.length} files). Next:`,
    '',
    `  cd ${given ?? name}`,
    '  npm install',
    '  npm test',
    '',
    'README.md says how to add a field, start it, prove that it keeps the contract, and publish it.',
  ]);
}

const tarballsCommand = new Command('tarballs')
  .description('build the tarballs for partners, to be handed on: for --tarballs, or to bring a project up to date')
  .argument('<folder>', 'where to')
  .option('--json', 'print one JSON object')
  .action(async (folder: string, { json }: { readonly json?: true }) => {
    const target = resolve(folder);
    await mkdir(target, { recursive: true });
    await buildTarballs(target);
    const files = (await readdir(target)).filter((file) => file.endsWith('.tgz')).sort();
    printResult(json ? { json } : {}, { folder: target, files }, files);
  });

/** `health-graph init`: what a partner hospital begins with. */
export const initCommand = new Command('init').description("begin a partner's subgraph");
for (const command of [partnerCommand, tarballsCommand, envCommand]) initCommand.addCommand(command);
