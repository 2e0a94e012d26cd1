import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from '../command-failed.ts';
import { schemaFolder } from '../schema/read-schema.ts';
import { named, type PartnerNames } from './partner-names.ts';
import { placeTarballs } from './tarballs.ts';

const template = fileURLToPath(new URL('../../templates/partner/', import.meta.url));

/** Files that npm and git would take for their own in the template. */
const renamed: Readonly<Record<string, string>> = {
  '_package.json': 'package.json',
  _gitignore: '.gitignore',
  _dockerignore: '.dockerignore',
};

export interface ProjectOptions {
  readonly folder: string;
  readonly names: PartnerNames;
  /** Where the tarballs are; absent: see `placeTarballs`. */
  readonly tarballs?: string;
}

/**
 * Writes a partner's project.
 * @returns its files, tarballs excepted
 * @throws {CommandFailed} for a folder that holds something: nothing of anybody's is written over
 */
export async function writeProject({ folder, names, tarballs }: ProjectOptions): Promise<readonly string[]> {
  await refuseUsed(folder);
  const vendor = join(folder, 'vendor');
  await mkdir(vendor, { recursive: true });
  const packages = await placeTarballs(vendor, tarballs);
  const written = [];
  for (const file of await filesIn(template)) {
    const target = renamed[file] ?? file;
    const text = named(await readFile(join(template, file), 'utf8'), names);
    await write(join(folder, target), target === 'package.json' ? withPackages(text, packages) : text);
    written.push(target);
  }
  await write(join(folder, 'policies.yaml'), await readFile(join(schemaFolder, 'policies.yaml'), 'utf8'));
  return [...written, 'policies.yaml'].sort();
}

async function refuseUsed(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return [];
    throw new CommandFailed(`The folder cannot be used: ${failure.code}.`, { folder }, { cause: failure });
  });
  if (entries.length > 0) throw new CommandFailed('The folder is not empty.', { folder });
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(folder.length));
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Packages that the subgraph itself does not run with. */
const forDevelopment: ReadonlySet<string> = new Set(['health-graph', '@health-graph/audit', '@health-graph/composition']);

function withPackages(text: string, packages: Readonly<Record<string, string>>): string {
  const { dependencies, devDependencies, ...manifest } = JSON.parse(text) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const ours = (isMeant: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(packages).flatMap(([name, file]) => (isMeant(name) ? [[name, `file:vendor/${file}`]] : [])));
  const whole = {
    ...manifest,
    dependencies: { ...ours((name) => !forDevelopment.has(name)), ...dependencies },
    devDependencies: { ...ours((name) => forDevelopment.has(name)), ...devDependencies },
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
