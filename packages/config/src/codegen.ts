import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { mappedTypes } from './mapped-types.ts';

/**
 * Writes `src/__generated__/resolvers.ts` of every subgraph app: the types of its resolvers, from the app's SDL and the shared SDL. A GraphQL
 * type `X` has the type that `src/resolvers/mappers.ts` exports as `X`; a type without one is as the SDL writes it.
 */
const root = fileURLToPath(new URL('../../..', import.meta.url));

const config = {
  // What is absent is `undefined` inside; `null` exists only in GraphQL and Mongo.
  maybeValue: 'T | null | undefined',
  federation: true,
  enumsAsTypes: true,
  immutableTypes: true,
  useTypeImports: true,
  strictScalars: true,
  scalars: { ID: 'string', Date: 'string', DateTime: 'string', Instant: 'string', _FieldSet: 'string' },
  mapperTypeSuffix: 'Mapper',
  contextType: '../context.ts#Context',
  importExtension: '',
  emitLegacyCommonJSImports: false,
} as const;

async function subgraphs(): Promise<string[]> {
  const files = await readdir(`${root}/schema`);
  const names = files.flatMap((file) => (file.endsWith('.graphql') ? [file.replace('.graphql', '')] : []));
  return names.filter((name) => existsSync(mappersOf(name))).sort();
}

const mappersOf = (name: string): string => `${root}/apps/${name}/src/resolvers/mappers.ts`;

async function generated(name: string) {
  const types = mappedTypes(await readFile(mappersOf(name), 'utf8'));
  return {
    schema: [`${root}/schema/${name}.graphql`, `${root}/schema/shared/*.graphql`],
    plugins: ['typescript', 'typescript-resolvers'],
    config: { ...config, mappers: Object.fromEntries(types.map((type) => [type, `../resolvers/mappers.ts#${type}`])) },
  };
}

/**
 * Field resolvers meet whole records: `__resolveReference` gives a record or null, never the reference itself. codegen cannot know, and would
 * type every parent as either.
 */
function withWholeParents(content: string): string {
  const [before, after = ''] = content.split('export type ResolversParentTypes = {');
  return `${before}export type ResolversParentTypes = {${after.replaceAll(/ \| FederationReferenceTypes\['\w+'\];/g, ';')}`;
}

const names = await subgraphs();
const targets = await Promise.all(
  names.map(async (name) => [`apps/${name}/src/__generated__/resolvers.ts`, await generated(name)] as const),
);
const outputs: { filename: string; content: string }[] = await generate(
  { cwd: root, generates: Object.fromEntries(targets), silent: true, errorsOnly: true },
  false,
);
for (const { filename, content } of outputs) {
  const file = resolve(root, filename);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, withWholeParents(content));
}
