import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SubgraphSchema } from '@health-graph/composition';
import { parse, Source } from 'graphql';

/** The repository's `schema/` folder; in the tarball for partners, the copy that came with it. */
export const schemaFolder = fileURLToPath(
  [new URL('../../schema/', import.meta.url)].find((url) => existsSync(url)) ?? new URL('../../../../schema/', import.meta.url),
);

/** Where each subgraph listens when nothing else is said; `health-graph up` and the gateway's configuration override it. */
export const defaultSubgraphUrls: Readonly<Record<string, string>> = {
  patients: 'http://127.0.0.1:4001/graphql',
  encounters: 'http://127.0.0.1:4002/graphql',
  pharmacy: 'http://127.0.0.1:4003/graphql',
  identity: 'http://127.0.0.1:4004/graphql',
  'health-book': 'http://127.0.0.1:4005/graphql',
};

/** The SDL that every subgraph links: directive imports, scalars and value types. */
export async function readSharedSdl(folder = schemaFolder): Promise<string> {
  const files = (await readdir(join(folder, 'shared'))).filter((file) => file.endsWith('.graphql')).sort();
  return (await Promise.all(files.map((file) => readFile(join(folder, 'shared', file), 'utf8')))).join('\n');
}

/** Reads the five subgraphs' SDL; a syntax error names its file. */
export async function readSubgraphSchemas(folder = schemaFolder): Promise<readonly SubgraphSchema[]> {
  const shared = await readSharedSdl(folder);
  return Promise.all(
    Object.entries(defaultSubgraphUrls).map(async ([name, url]) => {
      const own = await readFile(join(folder, `${name}.graphql`), 'utf8');
      const sdl = `${own}\n${shared}`;
      return { name, sdl, document: parse(new Source(sdl, `schema/${name}.graphql`)), url };
    }),
  );
}
