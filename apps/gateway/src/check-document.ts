import { HealthGraphError } from '@health-graph/errors';
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { checkOperationLimits } from './operation-limits.ts';
import type { Limits } from './settings.ts';

/** A document that may run, or the errors that say why not. */
export type CheckedDocument = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

export interface CheckOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly hasIntrospection: boolean;
}

/** Enough to mend a document by, and few enough that a hostile one costs little. */
const MAXIMUM_ERRORS = 20;

const OTHER_RULES = specifiedRules.filter((rule) => rule !== ValuesOfCorrectTypeRule);

export function checkDocument(text: string, { schema, limits, hasIntrospection }: CheckOptions): CheckedDocument {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: limits.tokens });
    checkOperationLimits(document, limits);
  } catch (failure) {
    return { errors: [refusal(failure)] };
  }
  const rules: readonly ValidationRule[] = hasIntrospection ? OTHER_RULES : [...OTHER_RULES, NoSchemaIntrospectionCustomRule];
  const errors = [...missingRoots(schema, document), ...validate(schema, document, rules, { maxErrors: MAXIMUM_ERRORS })];
  if (errors.length > 0) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED', {})) };
  const wrongValues = validate(schema, document, [ValuesOfCorrectTypeRule], { maxErrors: MAXIMUM_ERRORS });
  if (wrongValues.length > 0) return { errors: badUserInputs(document, wrongValues) };
  // What is kept needs no places in the text: they hold the whole list of tokens in memory.
  return { document: parse(text, { maxTokens: limits.tokens, noLocation: true }) };
}

/** Validation passes a mutation over a schema without any; only execution would notice. */
function missingRoots(schema: GraphQLSchema, { definitions }: DocumentNode): readonly GraphQLError[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || (schema.getRootType(definition.operation) ?? undefined) !== undefined) return [];
    return [new GraphQLError(`The graph has no ${definition.operation}.`, { nodes: definition })];
  });
}

function refusal(failure: unknown): GraphQLError {
  if (failure instanceof HealthGraphError) {
    const extensions = { ...failure.details, code: failure.code, http: { status: failure.httpStatus } };
    return new GraphQLError(failure.message, { extensions, originalError: failure });
  }
  if (failure instanceof GraphQLError) return coded(failure, 'GRAPHQL_PARSE_FAILED', {});
  throw failure;
}

/** A wrong literal is the same mistake as a wrong variable, so both get the same code: one error for each argument. */
function badUserInputs(document: DocumentNode, errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const byArgument = new Map<string, GraphQLError>();
  for (const error of errors) {
    const argument = argumentOf(document, error.nodes?.[0]);
    if (!byArgument.has(argument)) byArgument.set(argument, coded(error, 'BAD_USER_INPUT', { argument }));
  }
  return [...byArgument.values()];
}

function coded(error: GraphQLError, code: string, details: Readonly<Record<string, string>>): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.source === undefined ? {} : { source: error.source }),
    ...(error.positions === undefined ? {} : { positions: error.positions }),
    extensions: { ...details, code, http: { status: 400 } },
  });
}

/** The way from the argument to the wrong value, such as `input.status`. */
function argumentOf(document: DocumentNode, target: ASTNode | undefined): string {
  const find = (node: ASTNode, names: readonly string[]): readonly string[] | undefined => {
    const isNamed = node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD;
    const way = isNamed ? [...names, node.name.value] : node.kind === Kind.FIELD ? [] : names;
    if (node === target) return way;
    for (const child of childrenOf(node)) {
      const found = find(child, way);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(document, [])?.join('.') ?? '';
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'kind' in value;
  return Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}
