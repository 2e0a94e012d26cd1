import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CostRules } from './cost-rules.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** The estimated cost with the variables of one request. */
export type OperationCost = (variables: Variables) => number;

export interface CostOptions {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** A list of which nothing is known. Small, because a wrong guess multiplies with every level. */
const UNKNOWN_SIZE = 3;

/** The convention of this graph: connections give `first` edges, 20 where a client does not say. */
const CONNECTION_ARGUMENT = 'first';
const CONNECTION_SIZE = 20;
const CONNECTION_FIELDS = ['edges', 'nodes'];

const MUTATION_WEIGHT = 10;

/**
 * Every object costs 1, a leaf nothing, unless `@cost` says otherwise; what is below a list counts as often as the list is
 * long. An upper bound: alternatives of an abstract type are added up, and a field that is selected twice counts twice.
 */
export function compileCost(options: CostOptions): OperationCost {
  const { schema, operation } = options;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of options.document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const context: Context = { ...options, fragments };
  const rootType = schema.getRootType(operation.operation)?.name ?? '';
  const selection = compileSelection(operation.selectionSet, rootType, [], context);
  const base = operation.operation === 'mutation' ? MUTATION_WEIGHT : 0;
  return (variables) => base + selection(variables, UNKNOWN_SIZE);
}

interface Context extends CostOptions {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** `size` is what the parent field said about its sized members. */
type Part = (variables: Variables, size: number) => number;

function compileSelection({ selections }: SelectionSetNode, typeName: string, sizedFields: readonly string[], context: Context): Part {
  const parts = selections.map((selection): Part => {
    if (selection.kind === Kind.FIELD) return compileField(selection, typeName, sizedFields, context);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    if (fragment === undefined) return () => 0;
    return compileSelection(fragment.selectionSet, fragment.typeCondition?.name.value ?? typeName, sizedFields, context);
  });
  return (variables, size) => parts.reduce((sum, part) => sum + part(variables, size), 0);
}

function compileField(node: FieldNode, typeName: string, sizedFields: readonly string[], context: Context): Part {
  const { schema, rules } = context;
  const parent = schema.getType(typeName);
  const name = node.name.value;
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  if (field === undefined) return () => 0;
  const coordinate = `${typeName}.${name}`;
  const named = getNamedType(field.type);
  const typeWeight = rules.weights.get(named.name) ?? (isCompositeType(named) ? 1 : 0);
  const weight = (rules.weights.get(coordinate) ?? 0) + argumentWeights(node, coordinate, rules);
  const sizes = compileSizes(node, field, coordinate, context);
  const isList = isListType(getNullableType(field.type));
  const isSizedByParent = sizedFields.includes(name);
  const inner = node.selectionSet === undefined ? undefined : compileSelection(node.selectionSet, named.name, sizes.sizedFields, context);
  return (variables, parentSize) => {
    const own = sizes.size(variables);
    const count = isList ? (isSizedByParent ? parentSize : own) : 1;
    return weight + count * (typeWeight + (inner?.(variables, own) ?? 0));
  };
}

function argumentWeights(node: FieldNode, coordinate: string, { weights }: CostRules): number {
  return (node.arguments ?? []).reduce((sum, argument) => sum + (weights.get(`${coordinate}(${argument.name.value})`) ?? 0), 0);
}

interface Sizes {
  readonly size: (variables: Variables) => number;
  readonly sizedFields: readonly string[];
}

function compileSizes(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string, context: Context): Sizes {
  const rule = context.rules.listSizes.get(coordinate);
  if (rule !== undefined) {
    const read = rule.slicingArguments.map((name) => compileArgument(node, field, name, context));
    const fallback = rule.assumedSize ?? UNKNOWN_SIZE;
    return { size: largest(read, fallback), sizedFields: rule.sizedFields };
  }
  const isConnection = field.args.some((argument) => argument.name === CONNECTION_ARGUMENT);
  if (!isConnection) return { size: () => UNKNOWN_SIZE, sizedFields: [] };
  const first = compileArgument(node, field, CONNECTION_ARGUMENT, context);
  return { size: (variables) => first(variables) ?? CONNECTION_SIZE, sizedFields: CONNECTION_FIELDS };
}

type ReadArgument = (variables: Variables) => number | undefined;

function largest(read: readonly ReadArgument[], fallback: number): Sizes['size'] {
  return (variables) => {
    const given = read.flatMap((argument) => argument(variables) ?? []);
    return given.length === 0 ? fallback : Math.max(...given);
  };
}

function compileArgument(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string, { operation }: Context): ReadArgument {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const declared = field.args.find((argument) => argument.name === name)?.defaultValue;
  const otherwise = typeof declared === 'number' ? declared : undefined;
  if (value === undefined) return () => otherwise;
  if (value.kind === Kind.INT) return () => Math.max(0, Number(value.value));
  if (value.kind !== Kind.VARIABLE) return () => otherwise;
  const variable = value.name.value;
  const definition = operation.variableDefinitions?.find((candidate) => candidate.variable.name.value === variable);
  const byDefault = definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : otherwise;
  return (variables) => (typeof variables[variable] === 'number' ? Math.max(0, variables[variable]) : byDefault);
}
