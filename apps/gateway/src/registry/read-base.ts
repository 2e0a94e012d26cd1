import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidConfiguration } from '@health-graph/errors';
import type { SubgraphUrls } from '../endpoints.ts';
import type { Publication } from './rules/judge.ts';

/**
 * The platform's own subgraphs: `<name>.graphql` of a folder for each that has a URL, with everything of `shared/`.
 * @throws {InvalidConfiguration} when a file cannot be read
 */
export async function readBase(folder: string, urls: SubgraphUrls): Promise<readonly Publication[]> {
  const shared = await sharedSdl(join(folder, 'shared'));
  return Promise.all(
    Object.entries(urls).map(async ([name, given]) => {
      const own = await read(join(folder, `${name}.graphql`));
      // Settings go before what the supergraph says, so that one of several is as good as any.
      const url = typeof given === 'string' ? given : (Object.values(given)[0] ?? '');
      return { name, url, sdl: `${own}\n${shared}` };
    }),
  );
}

async function sharedSdl(folder: string): Promise<string> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.graphql')).sort();
  return (await Promise.all(files.map((file) => read(join(folder, file))))).join('\n');
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidConfiguration(
      `A schema cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      { setting: 'registry.schemaFolder' },
      { cause },
    );
  }
}
