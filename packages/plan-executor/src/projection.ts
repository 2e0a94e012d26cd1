import {
  type FieldNode,
  type GraphQLOutputType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isInheritedName, isJsonObject, type JsonObject, readOwn, writeOwn } from './json.ts';
import { compileLeaf } from './leaf-values.ts';
import type { ResponsePath } from './path-walker.ts';
import { collectFields, type SelectionContext } from './selection.ts';

/**
 * What completing an answer has to remember. The path is kept only on the second walk, which runs when the first met a
 * fault: nearly every answer has none, and must not pay for it.
 */
export interface Completion {
  path: (string | number)[] | undefined;
  hasFault: boolean;
  /** Told of each fault on the second walk. */
  readonly report: (message: string, path: ResponsePath) => void;
  /** Told on the second walk of each object whose type the caller may not see. */
  readonly refuse: (path: ResponsePath) => void;
}

/** Gives the client's value, or `undefined` when null must spread to the parent. */
export type Complete = (value: unknown, completion: Completion) => unknown;

interface CompiledField {
  readonly name: string;
  readonly isInherited: boolean;
  readonly complete: Complete;
}

/** A closure from merged subgraph data to exactly what the operation selects on an object of `typeName`. */
export function compileProjection(context: SelectionContext, typeName: string, selectionSets: readonly SelectionSetNode[]): Complete {
  const fields: CompiledField[] = [];
  for (const [name, nodes] of collectFields(context, typeName, selectionSets)) {
    const complete = compileField(context, typeName, nodes);
    if (complete !== undefined) fields.push({ name, isInherited: isInheritedName(name), complete });
  }
  return (value, completion) => {
    const object = value as JsonObject;
    const output: JsonObject = {};
    for (const field of fields) {
      completion.path?.push(field.name);
      const completed = field.complete(field.isInherited ? readOwn(object, field.name) : object[field.name], completion);
      completion.path?.pop();
      if (completed === undefined) return undefined;
      if (field.isInherited) writeOwn(output, field.name, completed);
      else output[field.name] = completed;
    }
    return output;
  };
}

function compileField(context: SelectionContext, typeName: string, nodes: readonly FieldNode[]): Complete | undefined {
  const fieldName = nodes[0]?.name.value ?? '';
  const parent = context.schema.getType(typeName);
  const shown = nodes.filter((node) => !context.refusals.fields.has(node));
  if (fieldName === '__typename') return shown.length === 0 ? spreadNull : completeTypename(isObjectType(parent) ? typeName : undefined);
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[fieldName] : undefined;
  // `__schema` and `__type` are answered by introspection.
  if (field === undefined) return undefined;
  if (shown.length === 0) return isNonNullType(field.type) ? spreadNull : () => null;
  return compileType(context, field.type, shown, `${typeName}.${fieldName}`);
}

const spreadNull: Complete = () => undefined;

function completeTypename(name: string | undefined): Complete {
  return (_, completion) => name ?? fault(completion, 'The type of an object is not known.') ?? undefined;
}

function compileType(context: SelectionContext, type: GraphQLOutputType, nodes: readonly FieldNode[], coordinate: string): Complete {
  if (isNonNullType(type)) {
    const complete = compileNullable(context, type.ofType, nodes, coordinate);
    const message = `Cannot return null for non-nullable field ${coordinate}.`;
    return (value, completion) => {
      const completed = complete(value, completion);
      if (completed !== null) return completed;
      // Where a value came and null is left of it, what made it null is known already: a fault below, or a refusal.
      if (value === null || value === undefined) fault(completion, message);
      return undefined;
    };
  }
  return compileNullable(context, type, nodes, coordinate);
}

function compileNullable(context: SelectionContext, type: GraphQLOutputType, nodes: readonly FieldNode[], coordinate: string): Complete {
  if (isListType(type)) return compileList(compileType(context, type.ofType, nodes, coordinate), coordinate);
  if (isLeafType(type)) {
    const leaf = compileLeaf(type);
    const message = `A value is none of the type's for field ${coordinate}.`;
    return (value, completion) => {
      if (value === null || value === undefined) return null;
      const completed = leaf(value);
      return completed === undefined ? fault(completion, message) : completed;
    };
  }
  return isCompositeType(type) ? compileComposite(context, type.name, nodes, coordinate) : () => null;
}

function compileList(complete: Complete, coordinate: string): Complete {
  const message = `No list came for field ${coordinate}.`;
  return (value, completion) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return fault(completion, message);
    const output = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) {
      completion.path?.push(index);
      const completed = complete(value[index], completion);
      completion.path?.pop();
      if (completed === undefined) return null;
      output[index] = completed;
    }
    return output;
  };
}

/** A closure to what `selectionSet` selects on whatever object stands in the place of `typeName`; empty where it does not apply. */
export function compilePart(context: SelectionContext, typeName: string, selectionSet: SelectionSetNode): Complete {
  const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '' }, selectionSet };
  return compileComposite(context, typeName, [field], typeName);
}

function compileComposite(context: SelectionContext, typeName: string, nodes: readonly FieldNode[], coordinate: string): Complete {
  const selectionSets = nodes.flatMap((node) => node.selectionSet ?? []);
  const projectionFor = compileDispatch(context, typeName, selectionSets);
  const message = `No object of a fitting type came for field ${coordinate}.`;
  const { types } = context.refusals;
  return (value, completion) => {
    if (value === null || value === undefined) return null;
    if (!isJsonObject(value)) return fault(completion, message);
    if (types.size > 0 && types.has(String(value['__typename'] ?? typeName))) return refusal(completion);
    const project = projectionFor(value);
    return project === undefined ? fault(completion, message) : (project(value, completion) ?? null);
  };
}

/** Which projection an object gets: one for an object type, one per type name that was met for an abstract type. */
function compileDispatch(
  context: SelectionContext,
  typeName: string,
  selectionSets: readonly SelectionSetNode[],
): (object: JsonObject) => Complete | undefined {
  const type = context.schema.getType(typeName);
  const projections = new Map<string, Complete | undefined>();
  const projectionOf = (name: string): Complete | undefined => {
    if (projections.has(name)) return projections.get(name);
    const named = context.schema.getType(name);
    const isFitting =
      name === typeName ||
      (isAbstractType(type) && (isObjectType(named) || isInterfaceType(named)) && context.schema.isSubType(type, named));
    const projection = isFitting ? compileProjection(context, name, selectionSets) : undefined;
    projections.set(name, projection);
    return projection;
  };
  if (!isAbstractType(type)) {
    let projection: Complete | undefined;
    return () => (projection ??= projectionOf(typeName));
  }
  const possible = context.schema.getPossibleTypes(type);
  const only = possible.length === 1 ? possible[0]?.name : undefined;
  return (object) => {
    const name = object['__typename'];
    return typeof name === 'string' ? projectionOf(name) : projectionOf(only ?? typeName);
  };
}

function refusal(completion: Completion): null {
  completion.hasFault = true;
  if (completion.path !== undefined) completion.refuse(completion.path.filter((element) => typeof element === 'string'));
  return null;
}

function fault(completion: Completion, message: string): null {
  completion.hasFault = true;
  if (completion.path !== undefined) completion.report(message, [...completion.path]);
  return null;
}
