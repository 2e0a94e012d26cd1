import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/** A file to import. */
export interface ImportFile {
  readonly path: string;
  /** As the user knows it: the path that was given, or the folder that was given and the path below it. */
  readonly name: string;
  readonly format: 'bundle' | 'ndjson';
  readonly size: number;
  readonly modifiedMs: number;
}

export interface FoundFiles {
  readonly files: readonly ImportFile[];
  /** What lies in a folder beside the bundles, and why it was passed over. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Paths that were named and are not there, may not be read, or are no files. */
  readonly missing: readonly string[];
}

const bundleName = /\.json(\.gz)?$/i;
const ndjsonName = /\.ndjson(\.gz)?$/i;
/** Tables of contents that lie beside bundles; FHIR's bulk data export writes one too. */
const contentsName = /^manifest\.json(\.gz)?$/i;

/** The files that `paths` name, folders with everything below them in the order of their names. Each file once. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, ImportFile>();
  const skipped = new Map<string, { file: string; reason: string }>();
  const missing: string[] = [];
  for (const path of paths) {
    const about = await stat(path).catch(() => undefined);
    const isRead = about?.isDirectory() ? await walk(path).then(isTrue, isFalse) : await add(resolve(path), path);
    if (!isRead) missing.push(path);
  }
  return { files: [...files.values()], skipped: [...skipped.values()], missing };

  async function walk(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const found = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of found.sort()) {
      const reason = reasonToSkip(basename(file));
      if (reason !== undefined) skipped.set(file, { file, reason });
      else if (!(await add(resolve(file), file))) missing.push(file);
    }
  }

  /** False for what is not there and what can be read only once, because an import reads a file twice. */
  async function add(path: string, name: string): Promise<boolean> {
    const about = await stat(path).catch(() => undefined);
    if (!about?.isFile()) return false;
    files.set(path, { path, name, size: about.size, modifiedMs: about.mtimeMs, format: ndjsonName.test(path) ? 'ndjson' : 'bundle' });
    return true;
  }
}

const isTrue = () => true;
const isFalse = () => false;

function reasonToSkip(name: string): string | undefined {
  if (contentsName.test(name)) return 'a table of contents';
  return bundleName.test(name) || ndjsonName.test(name) ? undefined : 'neither .json nor .ndjson';
}
