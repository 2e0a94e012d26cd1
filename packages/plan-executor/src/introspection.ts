import {
  type ASTNode,
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { JsonObject } from './json.ts';

/** Answers `__schema` and `__type` of the API schema. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => JsonObject;

export interface IntrospectionOptions {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The operation's root fields by response name. */
  readonly rootFields: ReadonlyMap<string, readonly FieldNode[]>;
}

export function compileIntrospection({ schema, operation, fragments, rootFields }: IntrospectionOptions): Introspect | undefined {
  const selections = [...rootFields.values()].flat().filter(({ name }) => name.value === '__schema' || name.value === '__type');
  if (selections.length === 0) return undefined;
  const isVariable =
    selections.some((selection) => usesVariables(selection)) || Object.values(fragments).some((fragment) => usesVariables(fragment));
  const definition: OperationDefinitionNode = {
    ...operation,
    directives: [],
    variableDefinitions: isVariable ? (operation.variableDefinitions ?? []) : [],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...Object.values(fragments)] };
  const answer = (variables: Readonly<Record<string, unknown>>): JsonObject =>
    (executeSync({ schema, document, rootValue: {}, variableValues: variables }).data ?? {}) as JsonObject;
  if (isVariable) return answer;
  let known: JsonObject | undefined;
  return () => (known ??= answer({}));
}

function usesVariables(node: ASTNode): boolean {
  let isUsed = false;
  visit(node, {
    Variable: () => {
      isUsed = true;
    },
  });
  return isUsed;
}
