import { copyFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from '../command-failed.ts';
import { buildTarballs } from './build-tarballs.ts';

/** Where a health-graph that was installed without its repository has them. */
const shipped = fileURLToPath(new URL('../../tarballs/', import.meta.url));

/**
 * Puts the tarballs for partners into `target`: from the folder that is given, else those that came with this command, else built here.
 * @returns their file names by package
 * @throws {CommandFailed} when the folder has none
 */
export async function placeTarballs(target: string, given?: string): Promise<Readonly<Record<string, string>>> {
  const from = given ?? ((await tarballsIn(shipped)).length > 0 ? shipped : undefined);
  if (from === undefined) await buildTarballs(target);
  else for (const file of await tarballsIn(from)) await copyFile(join(from, file), join(target, basename(file)));
  const files = await tarballsIn(target);
  if (files.length === 0) throw new CommandFailed('There are no tarballs for partners in this folder.', { folder: given ?? target });
  return Object.fromEntries(files.map((file) => [packageIn(file) ?? '', file]));
}

const tarballsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter((file) => packageIn(file) !== undefined).sort();

/** `@health-graph/subgraph-kit` of `health-graph-subgraph-kit-0.1.0.tgz`, `health-graph` of `health-graph-0.1.0.tgz`. */
function packageIn(file: string): string | undefined {
  const [, name] = /^health-graph(?:-([a-z-]+))?-\d+\.\d+\.\d+\.tgz$/.exec(file) ?? [];
  if (name !== undefined) return `@health-graph/${name}`;
  return /^health-graph-\d+\.\d+\.\d+\.tgz$/.test(file) ? 'health-graph' : undefined;
}
