import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { run } from '../run.ts';
import { schemaFolder } from '../schema/read-schema.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** For tests: runs `health-graph permissions ...` and gives what it prints. */
export async function permissions(...argv: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(`${line}\n`)),
    jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(`${line}\n`)),
  ];
  try {
    const code = await run(['permissions', ...argv]);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

type Edit = (text: string) => string;
const unchanged: Edit = (text) => text;

/** A folder with this repository's supergraph and policies, changed. */
export async function schemaFolderWith(edits: { readonly supergraph?: Edit; readonly policies?: Edit } = {}) {
  const path = await mkdtemp(join(tmpdir(), 'health-graph-permissions-'));
  const files = { 'supergraph.graphql': edits.supergraph ?? unchanged, 'policies.yaml': edits.policies ?? unchanged };
  for (const [name, edit] of Object.entries(files)) {
    const text = await readFile(join(schemaFolder, name), 'utf8');
    const changed = edit(text);
    if (edit !== unchanged && changed === text) throw new Error(`The change of ${name} changes nothing.`);
    await writeFile(join(path, name), changed);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
