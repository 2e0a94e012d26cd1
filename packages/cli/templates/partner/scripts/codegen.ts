import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';

/** Writes `src/__generated__/resolvers.ts`: the types of the resolvers, from `schema.graphql` and `src/resolvers/mappers.ts`. */
const root = new URL('../', import.meta.url);
const filename = new URL('src/__generated__/resolvers.ts', root);
const [sdl, mappers] = await Promise.all(
  ['schema.graphql', 'src/resolvers/mappers.ts'].map((file) => readFile(new URL(file, root), 'utf8')),
);

/** The names of the types that a text exports. */
const mapped = [...(mappers ?? '').matchAll(/^export type (?:\{.* as (\w+) \}|(\w+))/gm)].map(([, one, other]) => one ?? other ?? '');

const content = await codegen({
  filename: filename.pathname,
  schema: parse(sdl ?? ''),
  documents: [],
  config: {
    maybeValue: 'T | null | undefined', // What is absent is `undefined`; `null` exists only in GraphQL.
    federation: true,
    enumsAsTypes: true,
    immutableTypes: true,
    useTypeImports: true,
    strictScalars: true,
    scalars: { ID: 'string', DateTime: 'string', _FieldSet: 'string' },
    mapperTypeSuffix: 'Mapper',
    mappers: Object.fromEntries(mapped.map((type) => [type, `../resolvers/mappers.ts#${type}`])),
    contextType: '../context.ts#Context',
    importExtension: '',
    emitLegacyCommonJSImports: false,
  },
  plugins: [{ typescript: {} }, { resolvers: {} }],
  pluginMap: { typescript, resolvers },
});

/** Field resolvers meet whole records: `__resolveReference` gives a record or null, never the reference itself. */
const [before, after = ''] = content.split('export type ResolversParentTypes = {');
const whole = after.replaceAll(/ \| FederationReferenceTypes\['\w+'\];/g, ';');

await mkdir(new URL('./', filename), { recursive: true });
await writeFile(filename, `${before}export type ResolversParentTypes = {${whole}`);
