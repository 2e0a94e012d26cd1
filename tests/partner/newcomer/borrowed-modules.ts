import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * What `npm install` does, without a registry: our packages come out of their tarballs, and what they need of others is found in folders above the
 * project, which must be below this repository.
 */
export async function borrowModules(project: string): Promise<void> {
  const vendor = join(project, 'vendor');
  for (const file of await readdir(vendor)) {
    const name = /^health-graph-(.+)-\d+\.\d+\.\d+\.tgz$/.exec(file)?.[1];
    if (name === undefined) throw new Error(`${file} is no tarball of ours.`);
    const target = join(project, 'node_modules/@health-graph', name);
    await mkdir(target, { recursive: true });
    await execute('tar', ['-xzf', join(vendor, file), '-C', target, '--strip-components=1']);
  }
}
