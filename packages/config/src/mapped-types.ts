/** The names of the types that the text of a `mappers.ts` exports: declared there, or passed on in `export type { A, B as C } from ...`. */
export function mappedTypes(source: string): string[] {
  const declared = [...source.matchAll(/^export (?:interface|type) ([A-Z]\w*)/gm)].map(([, name = '']) => name);
  const listed = [...source.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, names = '']) => names.split(','));
  const exported = listed.map((name) => name.replace(/^.*\sas\s/s, '').trim());
  return [...declared, ...exported].filter((name) => name !== '');
}
