import { type ArgumentNode, type ASTNode, type GraphQLError, Kind, parse, visit } from 'graphql';

/** The name of the argument that a validation or coercion error is about; absent when it is about none. */
export function argumentOf(error: GraphQLError): string | undefined {
  const node = error.nodes?.[0];
  if (node === undefined) return undefined;
  if (node.kind === Kind.ARGUMENT) return node.name.value;
  const required = /argument "(\w+)"/i.exec(error.message)?.[1];
  if (node.kind === Kind.FIELD || required !== undefined) return required;
  const text = node.loc?.source.body;
  if (text === undefined) return undefined;
  const isMeant = node.kind === Kind.VARIABLE_DEFINITION ? usesVariable(node.variable.name.value) : holds(node);
  return argumentsOf(text).find(isMeant)?.name.value ?? (node.kind === Kind.VARIABLE_DEFINITION ? node.variable.name.value : undefined);
}

/** The arguments in a text, outer before inner. It was parsed before, so it parses. */
function argumentsOf(text: string): ArgumentNode[] {
  const found: ArgumentNode[] = [];
  visit(parse(text), { [Kind.ARGUMENT]: (node) => void found.push(node) });
  return found;
}

const holds =
  (inner: ASTNode) =>
  (argument: ArgumentNode): boolean =>
    argument.loc !== undefined && inner.loc !== undefined && argument.loc.start <= inner.loc.start && inner.loc.end <= argument.loc.end;

const usesVariable =
  (name: string) =>
  (argument: ArgumentNode): boolean => {
    let isUsed = false;
    visit(argument, {
      [Kind.VARIABLE](node) {
        if (node.name.value === name) isUsed = true;
      },
    });
    return isUsed;
  };
