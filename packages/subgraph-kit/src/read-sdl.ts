import { readdir, readFile } from 'node:fs/promises';

/** The SDL of subgraph `name`: its own file in `folder` and every file in `folder/shared`. */
export async function readSdl(folder: URL, name: string): Promise<string[]> {
  const shared = new URL('shared/', folder);
  const names = (await readdir(shared)).filter((file) => file.endsWith('.graphql')).sort();
  const files = [new URL(`${name}.graphql`, folder), ...names.map((file) => new URL(file, shared))];
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}

/** The text of the policy table in `folder`. */
export const readPolicies = (folder: URL): Promise<string> => readFile(new URL('policies.yaml', folder), 'utf8');
