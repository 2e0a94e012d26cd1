import type { Requirement } from '@health-graph/permissions';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { LoadedSupergraph } from '../supergraph.ts';
import { readCacheHints } from './cache-hints.ts';

/** What of a graph may be told to one caller as it was told to another. */
export interface PublicData {
  /** For how many seconds what an operation asks for may be shared; undefined: it may not. */
  ofOperation(document: DocumentNode, operation: OperationDefinitionNode): number | undefined;
  /** The same for the entities that a subgraph is asked for. */
  ofEntities(document: DocumentNode, operation: OperationDefinitionNode): number | undefined;
}

type Source = Pick<LoadedSupergraph, 'document' | 'schema' | 'requirements'>;

/** Undefined: nothing of this graph says that it may be shared. */
export function readPublicData(source: Source): PublicData | undefined {
  const hints = readCacheHints(source.document);
  if (hints.seconds.size === 0) return undefined;
  const walk = (document: DocumentNode) => createWalk({ ...source, hints, fragments: fragmentsOf(document) });
  return {
    ofOperation: (document, { operation, selectionSet }) => {
      const root = operation === 'query' ? source.schema.getQueryType() : undefined;
      return root ? finite(walk(document)(selectionSet, root, undefined)) : undefined;
    },
    ofEntities: (document, { operation, selectionSet }) => {
      const [field, ...others] = selectionSet.selections;
      const isEntities = field?.kind === Kind.FIELD && field.name.value === '_entities' && others.length === 0;
      if (operation !== 'query' || !isEntities || field.selectionSet === undefined) return undefined;
      return finite(walk(document)(field.selectionSet, undefined, undefined));
    },
  };
}

/** A selection that asks for nothing but names of types is not worth keeping. */
const finite = (seconds: number): number | undefined => (seconds > 0 && Number.isFinite(seconds) ? seconds : undefined);

type Fragments = ReadonlyMap<
  string,
  { readonly typeCondition: { readonly name: { readonly value: string } }; readonly selectionSet: SelectionSetNode }
>;

const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));

interface WalkOptions extends Source {
  readonly hints: ReturnType<typeof readCacheHints>;
  readonly fragments: Fragments;
}

/** Seconds that hold for all of a selection: 0 when a part of it may not be shared, infinite when it asks for nothing. */
type Walk = (set: SelectionSetNode, parent: GraphQLNamedType | undefined, held: number | undefined) => number;

/** `held`: what the field says that holds the value; values have nothing to say for themselves. */
function createWalk(options: WalkOptions): Walk {
  const { schema, fragments } = options;
  const walk: Walk = (set, parent, held) =>
    Math.min(
      ...set.selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return ofField(selection, parent, held);
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (fragment === undefined) return 0;
        const condition = fragment.typeCondition?.name.value;
        return walk(fragment.selectionSet, condition === undefined ? parent : schema.getType(condition), held);
      }),
    );
  const ofField = (field: FieldNode, parent: GraphQLNamedType | undefined, held: number | undefined): number => {
    const name = field.name.value;
    if (name === '__typename') return Number.POSITIVE_INFINITY;
    const objects =
      parent === undefined ? [] : isAbstractType(parent) ? schema.getPossibleTypes(parent) : isObjectType(parent) ? [parent] : [];
    if (objects.length === 0) return 0;
    const own = Math.min(...objects.map((object) => secondsOf(options, object.name, name, held)));
    const given = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (own === 0 || given === undefined || field.selectionSet === undefined) return own;
    const type = getNamedType(given.type);
    return isCompositeType(type) ? Math.min(own, walk(field.selectionSet, type, own)) : 0;
  };
  return walk;
}

function secondsOf({ hints, requirements, schema }: WalkOptions, type: string, name: string, held: number | undefined): number {
  const seconds = hints.seconds.get(`${type}.${name}`) ?? (hints.isValue(type) ? held : undefined);
  if (seconds === undefined) return 0;
  const parent = schema.getType(type);
  const given = isObjectType(parent) ? parent.getFields()[name] : undefined;
  if (given === undefined) return 0;
  // Whatever the SDL says: what has another class is not the same for everybody.
  const asked = [requirements.ofField(type, name), requirements.ofType(type), requirements.ofType(getNamedType(given.type).name)].flat();
  return asked.every(isPublic) ? seconds : 0;
}

const isPublic = (requirement: Requirement): boolean =>
  requirement.kind !== 'policy' || requirement.anyOf.every((group) => group.every((dataClass) => dataClass === 'public'));
