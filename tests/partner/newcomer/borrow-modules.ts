import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * What `npm install` does, without a registry: our packages come out of their tarballs, and what they need of others is found in folders above the
 * project, which must be below this repository.
 */
export async function borrowModules(project: string): Promise<void> {
  const vendor = join(project, 'vendor');
  const commands = join(project, 'node_modules/.bin');
  await mkdir(commands, { recursive: true });
  for (const file of await readdir(vendor)) {
    const unpacked = join(project, 'node_modules', `.${file}`);
    await mkdir(unpacked);
    await execute('tar', ['-xzf', join(vendor, file), '-C', unpacked]);
    const { name, bin } = JSON.parse(await readFile(join(unpacked, 'package/package.json'), 'utf8')) as Manifest;
    const target = join(project, 'node_modules', name);
    await mkdir(join(target, '..'), { recursive: true });
    await symlink(join(unpacked, 'package'), target);
    for (const [command, path] of Object.entries(bin)) {
      await chmod(join(target, path), 0o755);
      await symlink(join(target, path), join(commands, command));
    }
  }
}

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
}
