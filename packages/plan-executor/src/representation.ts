import { isInheritedName, isJsonObject, type JsonObject, readOwn } from './json.ts';
import type { DataRewrite, RequiredField, RequiredSelection } from './query-plan.ts';
import { compileRewrites } from './rewrites.ts';
import type { TypeConditions } from './type-conditions.ts';

/**
 * The JSON text of an object's representation, or nothing when a required value is missing: its fetch failed, and asking
 * with a hole would get an answer to another question. Equal texts are equal entities, so the text is also the key for
 * de-duplication.
 */
export type BuildRepresentation = (object: JsonObject) => string | undefined;

export interface Representation {
  readonly build: BuildRepresentation;
  /** The only member beside the type name that makes the representation, where it is one scalar: a cheaper identity. */
  readonly keyName: string | undefined;
}

export function compileRepresentation(
  requires: readonly RequiredSelection[],
  inputRewrites: readonly DataRewrite[] | undefined,
  types: TypeConditions,
): Representation {
  const buildAny = compileObject(requires, types);
  const rewrite = compileRewrites(inputRewrites, types);
  // A type name alone is no key: the object is of a type that this fetch is not about.
  const build: BuildRepresentation = (object) => {
    const typeName = object['__typename'];
    const text = typeof typeName === 'string' ? buildAny(object) : undefined;
    return text === undefined || text.length <= typeNameOnly(typeName).length ? undefined : text;
  };
  if (rewrite === undefined) return { build, keyName: onlyKeyName(requires) };
  const buildRewritten: BuildRepresentation = (object) => {
    const text = build(object);
    if (text === undefined) return undefined;
    const value: unknown = JSON.parse(text);
    rewrite(value);
    return JSON.stringify(value);
  };
  return { build: buildRewritten, keyName: undefined };
}

/** The name of a key that is one scalar, where a representation is made of nothing else. */
export function onlyKeyName(requires: readonly RequiredSelection[]): string | undefined {
  const names = new Set<string>();
  for (const selection of requires) {
    if (selection.kind === 'Field') return undefined;
    for (const field of selection.selections) {
      if (field.kind !== 'Field' || field.selections !== undefined || field.alias !== undefined) return undefined;
      if (field.name !== '__typename') names.add(field.name);
    }
  }
  const [name] = names;
  return names.size === 1 && name !== undefined && !isInheritedName(name) ? name : undefined;
}

function typeNameOnly(typeName: unknown): string {
  return `{"__typename":"${String(typeName)}"}`;
}

/** A member of a representation: `prefix` is its escaped name, `write` gives its value's text. */
interface Member {
  readonly name: string;
  readonly isInherited: boolean;
  readonly prefix: string;
  readonly write: (value: unknown) => string | undefined;
}

/** Fragments are resolved once per type name that was met, so that writing an object is one loop over its members. */
function compileObject(selections: readonly RequiredSelection[], types: TypeConditions): BuildRepresentation {
  const membersOf = new Map<string, readonly Member[]>();
  return (object) => {
    const named = object['__typename'];
    const typeName = typeof named === 'string' ? named : '';
    let members = membersOf.get(typeName);
    if (members === undefined) {
      members = collectMembers(selections, typeName, types);
      membersOf.set(typeName, members);
    }
    return writeMembers(object, members);
  };
}

function writeMembers(object: JsonObject, members: readonly Member[]): string | undefined {
  let text = '';
  for (const member of members) {
    const value = member.isInherited ? readOwn(object, member.name) : object[member.name];
    const written = value === undefined ? undefined : member.write(value);
    if (written === undefined) return undefined;
    text += text === '' ? member.prefix + written : `,${member.prefix}${written}`;
  }
  return `{${text}}`;
}

function collectMembers(selections: readonly RequiredSelection[], typeName: string, types: TypeConditions): Member[] {
  const fields = new Map<string, RequiredField[]>();
  const collect = (list: readonly RequiredSelection[]): void => {
    for (const selection of list) {
      if (selection.kind === 'Field') {
        const name = selection.alias ?? selection.name;
        fields.set(name, [...(fields.get(name) ?? []), selection]);
      } else if (selection.typeCondition === undefined || typeName === '' || types.matches(typeName, selection.typeCondition)) {
        collect(selection.selections);
      }
    }
  };
  collect(selections);
  return [...fields].map(([name, nodes]) => ({
    name,
    isInherited: isInheritedName(name),
    prefix: `${JSON.stringify(name)}:`,
    write: compileValue(nodes, typeName, types),
  }));
}

function compileValue(nodes: readonly RequiredField[], typeName: string, types: TypeConditions): (value: unknown) => string | undefined {
  const nested = nodes.flatMap((node) => node.selections ?? []);
  const name = nodes[0]?.name ?? '';
  const nullText = types.isNonNull(typeName, name) ? undefined : 'null';
  const writeOne = nested.length === 0 ? writeScalar : writeNested(compileObject(nested, types));
  return (value) => (value === null ? nullText : writeOne(value));
}

/** Numbers need no escaping; parsed JSON holds no other number than one that JSON can write. */
function writeScalar(value: unknown): string {
  return typeof value === 'number' ? `${value}` : JSON.stringify(value);
}

function writeNested(build: BuildRepresentation): (value: unknown) => string | undefined {
  const write = (value: unknown): string | undefined => {
    if (isJsonObject(value)) return build(value);
    if (!Array.isArray(value)) return 'null';
    const texts: string[] = [];
    for (const element of value) {
      const text = write(element);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return `[${texts.join(',')}]`;
  };
  return write;
}
