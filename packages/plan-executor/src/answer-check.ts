import { SubgraphInvalidAnswer } from '@health-graph/errors';
import { type FieldNode, type InlineFragmentNode, Kind, type SelectionSetNode } from 'graphql';
import { isJsonObject, type JsonObject, readOwn } from './json.ts';
import type { FetchNode } from './query-plan.ts';
import { onlyKeyName } from './representation.ts';
import type { TypeConditions } from './type-conditions.ts';

/** In what way an answer is none to the question: what `details.violation` of the error says. */
export type AnswerViolation =
  /** A value where an object belongs, a list where one object does, or the other way round. */
  | 'shape'
  /** Another number of entities than was asked about. */
  | 'count'
  /** An object of a type that cannot stand there. */
  | 'type'
  /** An entity with another key than the one that was asked about. */
  | 'key'
  /** More elements of lists than is allowed. */
  | 'list';

/** What one check has seen so far. */
export interface Seen {
  listElements: number;
  readonly maximum: number;
  readonly subgraph: string;
}

/** Throws for an object that cannot stand there. */
type CheckObject = (object: JsonObject, seen: Seen) => void;
type CheckValue = (value: unknown, seen: Seen) => void;

/** What every answer to one fetch must be like. Leaves are not looked at: the projection reads them anyway. */
export interface CompiledCheck {
  readonly subgraph: string;
  /** Of the data of a root fetch. */
  readonly root: CheckObject | undefined;
  /** Of each entity. */
  readonly entity: CheckObject | undefined;
  readonly key: EchoedKey | undefined;
  /** Whether a fetch that is about objects of this type leads to other objects of it, too. */
  leadsTo(typeName: string): boolean;
  readonly types: TypeConditions;
}

/** The key of an entity, where it is one scalar: what it is called in a representation, and how in the answer, by the condition of the fragment. */
export interface EchoedKey {
  readonly name: string;
  readonly inAnswer: readonly string[];
}

interface Compiler {
  readonly types: TypeConditions;
  /** Of all objects that the selection leads to. */
  readonly nested: Set<string>;
}

export function compileCheck(node: FetchNode, selection: SelectionSetNode | undefined, types: TypeConditions): CompiledCheck {
  const nested = new Set<string>();
  const compiler = { types, nested };
  const isEntityFetch = node.requires !== undefined && node.requires.length > 0;
  const leadsTo = (typeName: string): boolean => [...nested].some((name) => types.matches(typeName, name));
  const base = { subgraph: node.serviceName, leadsTo, types };
  if (selection === undefined) return { ...base, root: undefined, entity: undefined, key: undefined };
  if (!isEntityFetch)
    return { ...base, root: compileObject(selection, types.rootType(node.operationKind), compiler), entity: undefined, key: undefined };
  const asked = {
    ...selection,
    selections: selection.selections.flatMap((field) => (isField(field) ? (field.selectionSet?.selections ?? []) : [])),
  };
  return {
    ...base,
    root: undefined,
    entity: compileObject(asked, undefined, compiler),
    key: echoedKey(asked, onlyKeyName(node.requires ?? [])),
  };
}

function echoedKey({ selections }: SelectionSetNode, name: string | undefined): EchoedKey | undefined {
  const fields = selections.flatMap((fragment) => (fragment.kind === Kind.INLINE_FRAGMENT ? fragment.selectionSet.selections : []));
  const inAnswer = new Set(
    fields.filter((field) => isField(field) && field.name.value === name).map((field) => responseName(field as FieldNode)),
  );
  return name === undefined || inAnswer.size === 0 ? undefined : { name, inAnswer: [...inAnswer] };
}

/** undefined: whatever is there is read without harm. */
function compileObject({ selections }: SelectionSetNode, typeName: string | undefined, compiler: Compiler): CheckObject | undefined {
  const checks = selections.flatMap((selection) => {
    if (isField(selection)) return compileMember(selection, typeName, compiler) ?? [];
    return selection.kind === Kind.INLINE_FRAGMENT ? (compileFragment(selection, typeName, compiler) ?? []) : [];
  });
  const [first, second] = checks;
  if (first === undefined) return undefined;
  if (second === undefined) return first;
  return (object, seen) => {
    for (const check of checks) check(object, seen);
  };
}

function compileFragment({ typeCondition, selectionSet }: InlineFragmentNode, typeName: string | undefined, compiler: Compiler) {
  const condition = typeCondition?.name.value ?? typeName;
  const check = compileObject(selectionSet, condition, compiler);
  if (check === undefined || condition === undefined) return check;
  const { types } = compiler;
  const ofThatType: CheckObject = (object, seen) => {
    const named = object['__typename'];
    // Who does not say what it is, is taken for what it was asked as.
    if (typeof named !== 'string' || types.matches(named, condition)) check(object, seen);
  };
  return ofThatType;
}

function compileMember(field: FieldNode, typeName: string | undefined, { types, nested }: Compiler): CheckObject | undefined {
  const name = responseName(field);
  if (typeName === undefined) return undefined;
  if (field.name.value === '__typename') {
    return (object, seen) => {
      const named = readOwn(object, name);
      // It may have been skipped by a variable.
      if (named === typeName || named === undefined) return;
      if (typeof named !== 'string' || !types.matches(named, typeName)) throw violated('type', seen.subgraph);
    };
  }
  const type = types.fieldType(typeName, field.name.value);
  if (type === undefined) return undefined;
  if (field.selectionSet !== undefined) nested.add(type.name);
  const below = field.selectionSet && compileObject(field.selectionSet, type.name, { types, nested });
  const check = field.selectionSet === undefined ? undefined : objectCheck(below);
  if (type.listDepth === 0) return check && ((object, seen) => check(readOwn(object, name), seen));
  const list = listCheck(check, type.listDepth);
  return (object, seen) => list(readOwn(object, name), seen);
}

/** Null is for the projection, which knows whether it may stand there. */
const objectCheck =
  (check: CheckObject | undefined): CheckValue =>
  (value, seen) => {
    if (value === null || value === undefined) return;
    if (!isJsonObject(value)) throw violated('shape', seen.subgraph);
    check?.(value, seen);
  };

function listCheck(check: CheckValue | undefined, depth: number): CheckValue {
  const ofElement = depth > 1 ? listCheck(check, depth - 1) : check;
  return (value, seen) => {
    if (value === null || value === undefined) return;
    if (!Array.isArray(value)) throw violated('shape', seen.subgraph);
    seen.listElements += value.length;
    if (seen.listElements > seen.maximum) throw violated('list', seen.subgraph);
    if (ofElement !== undefined) for (let index = 0; index < value.length; index++) ofElement(value[index], seen);
  };
}

export function violated(violation: AnswerViolation, subgraph: string): SubgraphInvalidAnswer {
  return new SubgraphInvalidAnswer('A subgraph answered with something that is no answer to what it was asked.', { subgraph, violation });
}

const isField = (node: { readonly kind: Kind }): node is FieldNode => node.kind === Kind.FIELD;
const responseName = ({ alias, name }: FieldNode): string => (alias ?? name).value;
