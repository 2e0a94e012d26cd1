import { isDataClass, isRequiredScope } from '@health-graph/permissions';
import {
  type DirectiveNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { SubgraphSchema } from './read-schema.ts';

/** A place where the SDL breaks a convention of the graph. */
export interface LintFault {
  readonly subgraph: string;
  /** `Type`, `Type.field` or `Enum.VALUE`. */
  readonly coordinate: string;
  readonly rule: string;
  readonly message: string;
}

/** Holds the conventions of the graph: descriptions, classes, scopes, keys, paging and nullability. */
export function lint(schemas: readonly SubgraphSchema[]): readonly LintFault[] {
  return schemas.flatMap(({ name, document }) =>
    document.definitions.flatMap((definition): LintFault[] => {
      const found =
        definition.kind === Kind.OBJECT_TYPE_DEFINITION
          ? lintType(definition)
          : definition.kind === Kind.ENUM_TYPE_DEFINITION
            ? lintEnum(definition)
            : [];
      return found.map((fault) => ({ subgraph: name, ...fault }));
    }),
  );
}

type Fault = Omit<LintFault, 'subgraph'>;

function lintType(type: ObjectTypeDefinitionNode): Fault[] {
  const name = type.name.value;
  const isEntity = directivesNamed(type, 'key').length > 0;
  const faults: Fault[] = [];
  if (!type.description && name !== 'Query' && name !== 'Mutation' && !isEntity) faults.push(describe(name));
  if (isEntity && directivesNamed(type, 'policy').length > 0) {
    faults.push({
      coordinate: name,
      rule: 'entity-class',
      message: 'An entity carries no class of its own: it would hold for the key too. Label each field.',
    });
  }
  if (isEntity && !keyFieldIsId(type)) {
    faults.push({ coordinate: name, rule: 'key', message: 'An entity has the key `id: ID!`, or `code: ID!` for a national code list.' });
  }
  for (const field of type.fields ?? []) faults.push(...lintField(type, field, isEntity));
  return faults;
}

function lintField(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode, isEntity: boolean): Fault[] {
  const coordinate = `${type.name.value}.${field.name.value}`;
  const isRoot = type.name.value === 'Query' || type.name.value === 'Mutation';
  const classes = classesOf(field).length > 0 ? classesOf(field) : classesOf(type);
  const faults: Fault[] = [];
  if (!field.description) faults.push(describe(coordinate));
  if (directivesNamed(field, 'external').length > 0) return faults; // Its owner labels it; composition refuses labels here.
  if (classes.length === 0) faults.push({ coordinate, rule: 'class', message: 'The field has no data class: add @policy.' });
  for (const unknown of classes.filter((name) => !isDataClass(name))) {
    faults.push({ coordinate, rule: 'class', message: `\`${unknown}\` is no data class.` });
  }
  const scopes = [...directivesNamed(field, 'requiresScopes'), ...directivesNamed(type, 'requiresScopes')].flatMap((directive) =>
    flatten(argumentOf(directive, 'scopes')),
  );
  if (scopes.length === 0 && directivesNamed(type, 'shareable').length === 0) {
    faults.push({ coordinate, rule: 'scopes', message: 'The field asks for no scope: add @requiresScopes.' });
  }
  for (const scope of scopes.filter((name) => !isRequiredScope(name))) {
    faults.push({ coordinate, rule: 'scopes', message: `\`${scope}\` is no SMART on FHIR v2 scope.` });
  }
  if ((isEntity || isRoot) && field.type.kind === Kind.NON_NULL_TYPE && !isKey(type, field)) {
    faults.push({
      coordinate,
      rule: 'nullable',
      message: 'A field that can be refused is nullable, so that one refusal never empties its neighbours.',
    });
  }
  return [...faults, ...lintPaging(coordinate, field)];
}

function lintPaging(coordinate: string, field: FieldDefinitionNode): Fault[] {
  const isConnection = namedType(field.type).endsWith('Connection');
  const names = new Set((field.arguments ?? []).map((argument) => argument.name.value));
  const pages = names.has('first') && names.has('after');
  if (isConnection !== pages) {
    return [{ coordinate, rule: 'paging', message: 'A connection takes `first` and `after`, and nothing else does.' }];
  }
  const offsets = ['offset', 'skip', 'page', 'limit'].filter((name) => names.has(name));
  return offsets.map((name) => ({ coordinate, rule: 'paging', message: `\`${name}\` pages by offset; use a cursor.` }));
}

function lintEnum(type: EnumTypeDefinitionNode): Fault[] {
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

function keyFieldIsId(type: ObjectTypeDefinitionNode): boolean {
  return directivesNamed(type, 'key').every((key) => ['id', 'code'].includes(String(argumentOf(key, 'fields'))));
}

function isKey(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): boolean {
  return directivesNamed(type, 'key').some((key) => argumentOf(key, 'fields') === field.name.value);
}

function classesOf(node: { readonly directives?: readonly DirectiveNode[] | undefined }): string[] {
  return directivesNamed(node, 'policy').flatMap((directive) => flatten(argumentOf(directive, 'policies')));
}

function directivesNamed(node: { readonly directives?: readonly DirectiveNode[] | undefined }, name: string): readonly DirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

/** The argument as a plain value; only strings, booleans and nested lists of strings occur in the directives read here. */
function argumentOf(directive: DirectiveNode, name: string): unknown {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value === undefined ? undefined : plain(value);
}

function plain(value: NonNullable<DirectiveNode['arguments']>[number]['value']): unknown {
  if (value.kind === Kind.LIST) return value.values.map(plain);
  return value.kind === Kind.STRING || value.kind === Kind.BOOLEAN ? value.value : undefined;
}

function flatten(value: unknown): string[] {
  return [value].flat(3).filter((item): item is string => typeof item === 'string');
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
