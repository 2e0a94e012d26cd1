import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../architecture/source-files.ts';

const execute = promisify(execFile);

/**
 * What `npm install` does, without a registry: our packages come out of their tarballs, what they need of others is linked from this repository, and
 * what the project needs itself is found in folders above it: it must be below this repository.
 */
export async function borrowModules(project: string): Promise<void> {
  const vendor = join(project, 'vendor');
  const commands = join(project, 'node_modules/.bin');
  await mkdir(commands, { recursive: true });
  for (const file of await readdir(vendor)) {
    const tarball = join(vendor, file);
    const { stdout } = await execute('tar', ['-xzOf', tarball, 'package/package.json']);
    const { name, bin, dependencies } = JSON.parse(stdout) as Manifest;
    const target = join(project, 'node_modules', name);
    await mkdir(target, { recursive: true });
    await execute('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
    for (const dependency of Object.keys(dependencies)) await borrow(dependency, name, join(target, 'node_modules'));
    for (const [command, path] of Object.entries(bin)) {
      await chmod(join(target, path), 0o755);
      await symlink(join(target, path), join(commands, command));
    }
  }
}

/** The version that our package of the same name has. */
async function borrow(dependency: string, by: string, into: string): Promise<void> {
  if (dependency.startsWith('@health-graph/')) return; // Beside it, out of its own tarball.
  const folder = by === 'health-graph' ? 'cli' : by.slice('@health-graph/'.length);
  const found = [`packages/${folder}/node_modules/${dependency}`, `node_modules/${dependency}`]
    .map((path) => join(root, path))
    .find(existsSync);
  if (found === undefined) throw new Error(`${dependency} is not installed here.`);
  await mkdir(join(into, dependency, '..'), { recursive: true });
  await symlink(found, join(into, dependency));
}

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}
