import { hash } from 'node:crypto';
import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  print,
  separateOperations,
  stripIgnoredCharacters,
  type ValueNode,
  visit,
} from 'graphql';

/** What is kept of an operation: what it asks for, never about whom. */
export interface OperationShape {
  /** SHA-256 of the document, hex. */
  readonly hash: string;
  readonly document: string;
  readonly name?: string;
}

/**
 * The operation with the fragments that it uses, without what clients may have written values into: literals are emptied, aliases numbered, names that
 * could hold a number left out. It is as valid as before, so that it can be validated against another schema.
 */
export function operationShape(document: DocumentNode, operation: OperationDefinitionNode): OperationShape {
  const name = plainName(operation.name?.value);
  const text = stripIgnoredCharacters(print(withoutValues(onlyOperation(document, operation), name)));
  return { hash: hash('sha256', text, 'hex'), document: text, ...(name === undefined ? {} : { name }) };
}

function onlyOperation(document: DocumentNode, { name }: OperationDefinitionNode): DocumentNode {
  return separateOperations(document)[name?.value ?? ''] ?? document;
}

/** Some clients put ids into names, and names of fragments and variables are words of code. */
function plainName(name: string | undefined): string | undefined {
  return name === undefined || /\d{4}/.test(name) || name.length > 100 ? undefined : name;
}

function withoutValues(document: DocumentNode, name: string | undefined): DocumentNode {
  const aliases = new Map<string, string>();
  const numbered = (alias: string): string => {
    const known = aliases.get(alias) ?? `_${aliases.size + 1}`;
    aliases.set(alias, known);
    return known;
  };
  return visit(document, {
    OperationDefinition: (node) => {
      if (name !== undefined || node.name === undefined) return undefined;
      const { name: _name, ...rest } = node;
      return rest;
    },
    Field: (node) => (node.alias === undefined ? undefined : { ...node, alias: { ...node.alias, value: numbered(node.alias.value) } }),
    Argument: (node) => ({ ...node, value: emptied(node.value) }),
    VariableDefinition: (node) =>
      node.defaultValue === undefined ? undefined : { ...node, defaultValue: emptied(node.defaultValue) as never },
  });
}

/** A value of the same kind that says nothing; members of enums and names of fields are words of the schema. */
function emptied(value: ValueNode): ValueNode {
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return { ...value, value: '0' };
    case Kind.STRING:
      return { kind: Kind.STRING, value: '' };
    case Kind.LIST:
      return { ...value, values: distinct(value.values.map(emptied)) };
    case Kind.OBJECT:
      return { ...value, fields: value.fields.map((field) => ({ ...field, value: emptied(field.value) })) };
    default:
      return value;
  }
}

/** How many there were would tell something, too. */
const distinct = (values: readonly ValueNode[]): readonly ValueNode[] => [
  ...new Map(values.map((value) => [print(value), value])).values(),
];
