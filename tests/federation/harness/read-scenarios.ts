import { readdir, readFile } from 'node:fs/promises';
import type { Data, Outcome, Scenario } from './scenario.ts';

const FEDERATION = new URL('../', import.meta.url);

export async function scenarioNames(): Promise<readonly string[]> {
  const entries = await readdir(FEDERATION, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() && entry.name !== 'harness' ? [entry.name] : [])).sort();
}

/** Reads `<scenario>/*.graphql`, `data.ts` and `cases.ts`. */
export async function readScenario(name: string): Promise<Scenario> {
  const folder = new URL(`${name}/`, FEDERATION);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql')).sort();
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
  const { createData } = (await import(new URL('data.ts', folder).href)) as { readonly createData: () => Data };
  const {
    cases,
    isEnforced = false,
    rewriteSupergraph = (sdl) => sdl,
  } = (await import(new URL('cases.ts', folder).href)) as ScenarioModule;
  return {
    name,
    subgraphs: Object.fromEntries(files.map((file, index) => [file.replace('.graphql', ''), texts[index] ?? ''])),
    createData,
    cases,
    isEnforced,
    rewriteSupergraph,
  };
}

type ScenarioModule = Pick<Scenario, 'cases'> & Partial<Pick<Scenario, 'isEnforced' | 'rewriteSupergraph'>>;

export type Expected = Readonly<Record<string, Outcome>>;

export function expectedFile(name: string): URL {
  return new URL(`${name}/expected.json`, FEDERATION);
}

export async function readExpected(name: string): Promise<Expected> {
  return JSON.parse(await readFile(expectedFile(name), 'utf8')) as Expected;
}
