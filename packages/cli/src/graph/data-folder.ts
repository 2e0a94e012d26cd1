import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CommandFailed } from '../command-failed.ts';

/** What one graph keeps on disk: the embedded store, the internal secret, import journals, and where it runs now. */
export interface DataFolder {
  readonly path: string;
  readonly storeFolder: string;
  readonly importsFolder: string;
  /** Signed heads of the audit log, outside the store, and the key that signs them. */
  readonly anchorFolder: string;
  /** What Node.js made of our TypeScript; kept here and not in a shared folder, because it is code that runs. */
  readonly compileCache: string;
  /** Shared by the processes of this graph only; 32 random bytes, hex. */
  readonly internalSecret: string;
  /** True when there was nothing in it before. */
  readonly isNew: boolean;
}

/** Opens a data folder, making it when it is not there; only its owner may read it. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path);
  try {
    await mkdir(absolute, { recursive: true, mode: 0o700 });
    const isNew = (await readdir(absolute)).length === 0;
    const internalSecret = await secretOf(absolute);
    return {
      path: absolute,
      storeFolder: join(absolute, 'store'),
      importsFolder: join(absolute, 'imports'),
      anchorFolder: join(absolute, 'anchors'),
      compileCache: join(absolute, 'compile-cache'),
      internalSecret,
      isNew,
    };
  } catch (cause) {
    throw new CommandFailed(
      `The data folder cannot be used: ${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}.`,
      { folder: absolute },
      { cause },
    );
  }
}

async function secretOf(folder: string): Promise<string> {
  const file = join(folder, 'internal-secret');
  try {
    const handle = await open(file, 'wx', 0o600);
    const secret = randomBytes(32).toString('hex');
    await handle.writeFile(secret);
    await handle.sync();
    await handle.close();
    return secret;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
    return (await readFile(file, 'utf8')).trim();
  }
}

/** Reads a small JSON file of the data folder; undefined when it is not there. */
export async function readState<State>(folder: DataFolder, name: string): Promise<State | undefined> {
  const text = await readFile(join(folder.path, name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as State);
}

/** Writes a small JSON file of the data folder whole or not at all. */
export async function writeState(folder: DataFolder, name: string, state: unknown): Promise<void> {
  const file = join(folder.path, name);
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
