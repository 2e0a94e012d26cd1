import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { ResponsePath } from './path-walker.ts';

/** What this client may be told: paths of its own operation, and no name that the API schema hides. */
export interface ClientView {
  /** Cuts a path before the first member that the client did not ask for, such as a key fetched for a join. */
  visiblePath(path: ResponsePath): ResponsePath;
  /** The message, or a static one when it speaks of something `@inaccessible`. */
  visibleMessage(message: string): string;
}

interface NameTree {
  readonly children: Map<string, NameTree>;
}

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

export function createClientView(selectionSet: SelectionSetNode, fragments: Fragments, hiddenNames: ReadonlySet<string>): ClientView {
  let tree: NameTree | undefined;
  return {
    visiblePath: (path) => {
      tree ??= nameTree(selectionSet, fragments);
      return cutPath(path, tree);
    },
    visibleMessage: (message) => {
      if (hiddenNames.size === 0) return message;
      const names = message.match(/\w+/g) ?? [];
      return names.some((name) => hiddenNames.has(name)) ? 'A subgraph could not answer this part.' : message;
    },
  };
}

function cutPath(path: ResponsePath, root: NameTree): ResponsePath {
  let tree: NameTree | undefined = root;
  for (const [index, element] of path.entries()) {
    if (typeof element === 'number') continue;
    tree = tree.children.get(element);
    if (tree === undefined) return path.slice(0, index);
  }
  return path;
}

function nameTree(selectionSet: SelectionSetNode, fragments: Fragments, into: NameTree = { children: new Map() }): NameTree {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const child = into.children.get(name) ?? { children: new Map() };
      into.children.set(name, child);
      if (selection.selectionSet !== undefined) nameTree(selection.selectionSet, fragments, child);
    } else {
      const nested = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet;
      if (nested !== undefined) nameTree(nested, fragments, into);
    }
  }
  return into;
}

/** Every name of the supergraph that its API schema does not have. */
export function hiddenNames(supergraph: GraphQLSchema, api: GraphQLSchema): ReadonlySet<string> {
  const visible = namesOf(api);
  return new Set([...namesOf(supergraph)].filter((name) => !visible.has(name)));
}

function namesOf(schema: GraphQLSchema): Set<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name);
    if (isEnumType(type)) for (const value of type.getValues()) names.add(value.name);
    if (isInputObjectType(type)) for (const name of Object.keys(type.getFields())) names.add(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      names.add(field.name);
      for (const argument of field.args) names.add(argument.name);
    }
  }
  return names;
}
