import { type OperationDefinitionNode, visit } from 'graphql';

/** Without the variables that nothing uses any more: subgraphs and planner refuse them. */
export function pruneVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const { variableDefinitions = [], ...rest } = operation;
  const used = new Set<string>();
  visit(rest as OperationDefinitionNode, { Variable: ({ name }) => void used.add(name.value) });
  return { ...rest, variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)) };
}
