import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** A name for the code lists and rules that labels are found by: it changes when any of them does. */
export async function codeListsNow(): Promise<string> {
  const folder = new URL('.', import.meta.resolve('@health-graph/terminology'));
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(ts|json)$/.test(name) && !name.endsWith('.test.ts'));
  const hash = createHash('sha256');
  for (const name of names.toSorted()) hash.update(name).update(await readFile(new URL(name, folder)));
  return hash.digest('hex');
}
