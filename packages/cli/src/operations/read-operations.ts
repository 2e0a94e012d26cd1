import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { CommandFailed } from '../command-failed.ts';

/** A document to be published; `id` where the file says which it should be. */
export interface FoundOperation {
  readonly file: string;
  readonly id?: string;
  readonly text: string;
}

/**
 * Documents in files and folders: `.graphql` and `.gql` hold one each, to the byte as a client sends it; `.json` is a manifest of Apollo's clients or
 * the map from id to text that GraphQL Code Generator writes.
 * @throws {CommandFailed} for a file that is neither, and when there is no document at all
 */
export async function readOperations(paths: readonly string[]): Promise<readonly FoundOperation[]> {
  const files = (await Promise.all(paths.map(filesIn))).flat();
  const found = (await Promise.all(files.map(readOne))).flat();
  if (found.length === 0) throw new CommandFailed('There is no operation in these files.', { paths: paths.join(' ') });
  return found;
}

const extensions = ['.graphql', '.gql', '.json'];

async function filesIn(path: string): Promise<readonly string[]> {
  const kind = await stat(path).catch(() => undefined);
  if (kind === undefined) throw new CommandFailed('There is no such file or folder.', { path });
  if (!kind.isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  const below = await Promise.all(
    names.map(async (name) => {
      const child = join(path, name);
      return (await stat(child)).isDirectory() ? filesIn(child) : extensions.includes(extname(name)) ? [child] : [];
    }),
  );
  return below.flat();
}

async function readOne(file: string): Promise<readonly FoundOperation[]> {
  const text = await readFile(file, 'utf8');
  return extname(file) === '.json' ? readManifest(file, text) : [{ file, text }];
}

function readManifest(file: string, text: string): readonly FoundOperation[] {
  const content = parsed(file, text);
  const operations =
    'operations' in content && Array.isArray(content['operations'])
      ? content['operations'].map(({ id, body }: { readonly id?: unknown; readonly body?: unknown }) => [id, body] as const)
      : Object.entries(content);
  return operations.map(([id, body]) => {
    if (typeof body !== 'string' || typeof id !== 'string') throw new CommandFailed('The file is no manifest of operations.', { file });
    return { file, id, text: body };
  });
}

function parsed(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Record<string, unknown>;
  } catch {
    // Told below, like any other content that is none.
  }
  throw new CommandFailed('The file is no manifest of operations.', { file });
}
