import { BadUserInput } from '@health-graph/errors';
import { isRecordId } from '@health-graph/records';
import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { checkFirst } from './page-arguments.ts';

interface ArgumentUse {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly node: ArgumentNode;
}

type Variables = Readonly<Record<string, unknown>>;

const usesOf = new WeakMap<DocumentNode, readonly ArgumentUse[]>();

/**
 * Checks what the schema cannot say of arguments, before anything runs: page sizes, and that ids are ids of this graph. One wrong argument is
 * one error, however many records its field would have been resolved for.
 * @throws {BadUserInput} naming the argument
 */
export function checkArguments(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): void {
  const effective = { ...defaultsOf(operation), ...variables };
  for (const { name, type, node } of argumentsIn(schema, document)) {
    checkValue(name, name, type, valueFromASTUntyped(node.value, effective));
  }
}

function checkValue(argument: string, name: string, type: GraphQLInputType, value: unknown): void {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) {
    checkValue(argument, name, type.ofType, value);
    return;
  }
  if (isListType(type)) {
    for (const item of Array.isArray(value) ? value : [value]) checkValue(argument, name, type.ofType, item);
    return;
  }
  if (isInputObjectType(type)) {
    const members = value as Readonly<Record<string, unknown>>;
    for (const field of Object.values(type.getFields())) checkValue(argument, field.name, field.type, members[field.name]);
    return;
  }
  if (name === 'first' && typeof value === 'number') checkFirst(value);
  if (isIdName(name) && type.name === 'ID' && !isRecordId(String(value))) {
    throw new BadUserInput('The id is not one of this graph.', { argument });
  }
}

/** `id`, `ids`, `patientId`, `encounterIds`: names of record ids. Codes are IDs to GraphQL as well, under other names. */
const isIdName = (name: string): boolean => /^ids?$|[a-z0-9]Ids?$/.test(name);

function argumentsIn(schema: GraphQLSchema, document: DocumentNode): readonly ArgumentUse[] {
  const kept = usesOf.get(document);
  if (kept !== undefined) return kept;
  const uses: ArgumentUse[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.ARGUMENT](node) {
        const argument = types.getArgument();
        if (argument && needsCheck(argument.name, argument.type)) uses.push({ name: argument.name, type: argument.type, node });
      },
    }),
  );
  usesOf.set(document, uses);
  return uses;
}

const needsCheck = (name: string, type: GraphQLInputType): boolean =>
  name === 'first' || isIdName(name) || isInputObjectType(getNamedType(type));

function defaultsOf(operation: OperationDefinitionNode): Variables {
  const defaults: Record<string, unknown> = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue !== undefined) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return defaults;
}
