import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/**
 * The specification behind each directive that a supergraph links, by the directive's name there: `@link` may give it another by `as` or,
 * where a subgraph renamed it, by `import`.
 */
export function linkedDirectives(document: DocumentNode): ReadonlyMap<string, string> {
  const specs = new Map<string, string>();
  const schema = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  );
  for (const link of schema.filter(({ name }) => name.value === 'link')) {
    const { url, as, import: imports } = argumentsOf(link);
    const spec = /^https:\/\/specs\.apollo\.dev\/(\w+)\//.exec(String(url))?.[1];
    if (spec === undefined) continue;
    specs.set(typeof as === 'string' ? as : spec, spec);
    for (const name of importedNames(imports, spec)) specs.set(name, spec);
  }
  return specs;
}

function importedNames(imports: unknown, spec: string): readonly string[] {
  if (!Array.isArray(imports)) return [];
  return imports.flatMap((entry: unknown) => {
    const { name, as = name } = (typeof entry === 'string' ? { name: entry } : entry) as { readonly name?: string; readonly as?: string };
    return name === `@${spec}` && as !== undefined ? [as.slice(1)] : [];
  });
}

export const argumentsOf = ({ arguments: given = [] }: ConstDirectiveNode): Readonly<Record<string, unknown>> =>
  Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
