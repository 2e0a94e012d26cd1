import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandFailed } from '../command-failed.ts';

/** What decides about permissions, at one moment. */
export interface SchemaSource {
  /** As it was named on the command line. */
  readonly name: string;
  /** The text of `supergraph.graphql`. */
  readonly supergraph: string;
  /** The text of `policies.yaml`. */
  readonly policies: string;
}

/** A folder with `supergraph.graphql` and `policies.yaml`, or a folder whose `schema/` has them. */
export async function readSchemaFolder(folder: string): Promise<SchemaSource> {
  const own = await isFolder(join(folder, 'schema'));
  const read = async (file: string): Promise<string> => {
    const path = join(own ? join(folder, 'schema') : folder, file);
    return readFile(path, 'utf8').catch((cause: unknown) => {
      throw new CommandFailed('A file of the schema cannot be read.', { file: path }, { cause });
    });
  };
  const [supergraph, policies] = await Promise.all([read('supergraph.graphql'), read('policies.yaml')]);
  return { name: folder, supergraph, policies };
}

/** `schema/` as it was in a revision of the repository that the current folder is in. */
export async function readSchemaRevision(revision: string): Promise<SchemaSource> {
  const commit = (
    await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).catch((cause: unknown) => {
      throw new CommandFailed('There is neither such a folder nor such a git revision.', { source: revision }, { cause });
    })
  ).trim();
  const show = (file: string): Promise<string> =>
    git('show', `${commit}:schema/${file}`).catch((cause: unknown) => {
      throw new CommandFailed('The git revision does not have the file.', { source: revision, file: `schema/${file}` }, { cause });
    });
  const [supergraph, policies] = await Promise.all([show('supergraph.graphql'), show('policies.yaml')]);
  return { name: revision, supergraph, policies };
}

/** A folder, or else a git revision. */
export async function readSchemaSource(name: string): Promise<SchemaSource> {
  return (await isFolder(name)) ? readSchemaFolder(name) : readSchemaRevision(name);
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isDirectory() === true;

const run = promisify(execFile);
const git = async (...given: readonly string[]): Promise<string> => (await run('git', given, { maxBuffer: 64 * 1024 * 1024 })).stdout;
