import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql';

/**
 * The planner takes the first `@key` that two subgraphs share and gives up when that one is `resolvable: false`. With the
 * resolvable ones first it finds the way.
 */
export function resolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  const reorder = <Node extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: Node): Node | undefined => {
    const directives = node.directives ?? [];
    const first = directives.findIndex(isNonResolvable);
    const isOrdered = first === -1 || directives.slice(first).every(isNonResolvable);
    if (isOrdered) return undefined;
    return {
      ...node,
      directives: [...directives.filter((directive) => !isNonResolvable(directive)), ...directives.filter(isNonResolvable)],
    };
  };
  return visit(supergraph, { ObjectTypeDefinition: reorder, InterfaceTypeDefinition: reorder });
}

function isNonResolvable({ name, arguments: given }: ConstDirectiveNode): boolean {
  const resolvable = given?.find((argument) => argument.name.value === 'resolvable')?.value;
  return name.value === 'join__type' && resolvable?.kind === Kind.BOOLEAN && !resolvable.value;
}
