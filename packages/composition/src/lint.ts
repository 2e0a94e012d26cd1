import { type EnumTypeDefinitionNode, type FieldDefinitionNode, Kind } from 'graphql';
import { lintAcross } from './lint-across.ts';
import { lintCaching } from './lint-caching.ts';
import { lintLabels } from './lint-labels.ts';
import { argumentOf, directivesNamed, isEntity, isRoot, namedType, type SdlType, typesOf } from './sdl-types.ts';
import type { SubgraphSchema } from './subgraph-schema.ts';

/** A place where the SDL breaks a convention of the graph. */
export interface LintFault {
  readonly subgraph: string;
  /** `Type`, `Type.field` or `Enum.VALUE`. */
  readonly coordinate: string;
  readonly rule: string;
  readonly message: string;
}

export type Fault = Omit<LintFault, 'subgraph'>;

/** Holds the conventions of the graph: descriptions, classes, scopes, keys, paging and nullability, in each subgraph and across them. */
export function lint(schemas: readonly SubgraphSchema[]): readonly LintFault[] {
  const within = schemas.flatMap(({ name: subgraph, document }) => {
    const enums = document.definitions.flatMap((definition) => (definition.kind === Kind.ENUM_TYPE_DEFINITION ? lintEnum(definition) : []));
    const faults = [...typesOf(document).flatMap((type) => [...lintType(type), ...lintLabels(type), ...lintCaching(type)]), ...enums];
    return faults.map((fault) => ({ subgraph, ...fault }));
  });
  return [...within, ...lintAcross(schemas)];
}

function lintType(type: SdlType): readonly Fault[] {
  const faults: Fault[] = [];
  if (!type.hasDescription && !isRoot(type) && !isEntity(type)) faults.push(describe(type.name));
  if (isEntity(type) && !keyFieldIsId(type)) {
    const message = 'An entity has the key `id: ID!`, or `code: ID!` for a national code list.';
    faults.push({ coordinate: type.name, rule: 'key', message });
  }
  return [...faults, ...type.fields.flatMap((field) => lintField(type, field))];
}

function lintField(type: SdlType, field: FieldDefinitionNode): readonly Fault[] {
  const coordinate = `${type.name}.${field.name.value}`;
  const faults: Fault[] = [];
  if (!field.description) faults.push(describe(coordinate));
  if ((isEntity(type) || isRoot(type)) && field.type.kind === Kind.NON_NULL_TYPE && !isKey(type, field)) {
    const message = 'A field that can be refused is nullable, so that one refusal never empties its neighbours.';
    faults.push({ coordinate, rule: 'nullable', message });
  }
  return [...faults, ...lintPaging(coordinate, field)];
}

function lintPaging(coordinate: string, field: FieldDefinitionNode): readonly Fault[] {
  const isConnection = namedType(field.type).endsWith('Connection');
  const names = new Set((field.arguments ?? []).map((argument) => argument.name.value));
  const pages = names.has('first') && names.has('after');
  if (isConnection !== pages) {
    return [{ coordinate, rule: 'paging', message: 'A connection takes `first` and `after`, and nothing else does.' }];
  }
  const offsets = ['offset', 'skip', 'page', 'limit'].filter((name) => names.has(name));
  return offsets.map((name) => ({ coordinate, rule: 'paging', message: `\`${name}\` pages by offset; use a cursor.` }));
}

function lintEnum(type: EnumTypeDefinitionNode): readonly Fault[] {
  const values = (type.values ?? []).filter((value) => !value.description).map((value) => `${type.name.value}.${value.name.value}`);
  return [...(type.description ? [] : [type.name.value]), ...values].map(describe);
}

function describe(coordinate: string): Fault {
  return {
    coordinate,
    rule: 'description',
    message: 'Say in English what it is, with the Vietnamese name and source where a national form has one.',
  };
}

function keyFieldIsId(type: SdlType): boolean {
  return directivesNamed(type, 'key').every((key) => ['id', 'code'].includes(String(argumentOf(key, 'fields'))));
}

function isKey(type: SdlType, field: FieldDefinitionNode): boolean {
  return directivesNamed(type, 'key').some((key) => argumentOf(key, 'fields') === field.name.value);
}
