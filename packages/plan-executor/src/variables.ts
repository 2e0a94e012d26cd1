import { BadUserInput } from '@health-graph/errors';
import { coerceInputValue, type GraphQLSchema, isInputType, isNonNullType, type OperationDefinitionNode, typeFromAST } from 'graphql';

/**
 * Throws `BadUserInput` when a variable is not what the operation declares; `details.argument` names it down to the
 * member. The text never repeats the value, which may be anything about a person.
 */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (type === undefined || !isInputType(type)) throw new BadUserInput('The variable has no input type.', { argument: name });
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) {
      if (isNonNullType(type) && definition.defaultValue === undefined)
        throw new BadUserInput('A required variable is missing.', { argument: name });
      continue;
    }
    if (value === null && isNonNullType(type)) throw new BadUserInput('A variable must not be null.', { argument: name });
    coerceInputValue(value, type, (path) => {
      throw new BadUserInput('A value is not what the variable declares.', { argument: [name, ...path].join('.') });
    });
  }
}

/** The value of a Boolean variable that decides on a selection, its default included. */
export function conditionValue(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>, name: string): boolean {
  if (Object.hasOwn(variables, name) && variables[name] !== undefined) return variables[name] === true;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue?.kind === 'BooleanValue' && definition.defaultValue.value;
}
