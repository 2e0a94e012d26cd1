import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import type { Fault } from './faults.ts';
import type { Asked } from './schema.ts';

interface Operation {
  readonly schema: GraphQLSchema;
  readonly rootValue: unknown;
  readonly body: Buffer;
  readonly asked: Asked;
  readonly fault?: Fault | undefined;
}

const maxDepth = 20;
const maxFields = 3_000;

/** Runs an operation within bounds; what fails before it runs has no data. */
export async function run({ schema, rootValue, body, asked, fault }: Operation): Promise<ExecutionResult> {
  const badInput = fault === 'words of its own for bad input' ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
  const request = jsonOf(body);
  if (typeof request?.query !== 'string') return refused(badInput);
  const document = parsed(request.query);
  if (document === undefined) return refused(badInput);
  const { depth, fields } = extentOf(document);
  if (depth > maxDepth && fault !== 'no bound of depth') return refused('OPERATION_TOO_COMPLEX');
  if (fields > maxFields && fault !== 'no bound of fields') return refused('OPERATION_TOO_COMPLEX');
  if (validate(schema, document).length > 0) return refused(badInput);
  const result = await execute({ schema, document, rootValue, contextValue: asked, variableValues: request.variables ?? {} });
  const errors = result.errors?.map((error) => (error.extensions['code'] === undefined ? masked(error) : error));
  return { ...result, ...(errors && { errors }) };
}

const refused = (code: string): ExecutionResult => ({
  errors: [new GraphQLError('The operation is not taken.', { extensions: { code } })],
});

const masked = ({ path }: GraphQLError): GraphQLError =>
  new GraphQLError('An internal error occurred.', { path, extensions: { code: 'INTERNAL_SERVER_ERROR' } });

function jsonOf(body: Buffer): { readonly query?: unknown; readonly variables?: Record<string, unknown> } | undefined {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query, { maxTokens: 30_000 });
  } catch {
    return undefined;
  }
}

/** Fragments count once for each place; one that spreads itself is refused by validation and measured here only once. */
function extentOf(document: DocumentNode): { readonly depth: number; readonly fields: number } {
  let fields = 0;
  const depthOf = ({ selections }: SelectionSetNode, within: readonly string[]): number =>
    Math.max(
      ...selections.map((selection) => {
        if (selection.kind === Kind.FIELD) {
          fields += 1;
          return 1 + (selection.selectionSet ? depthOf(selection.selectionSet, within) : 0);
        }
        if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet, within);
        const name = selection.name.value;
        const fragment = document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name);
        if (fragment?.kind !== Kind.FRAGMENT_DEFINITION || within.includes(name) || fields > maxFields) return 0;
        return depthOf(fragment.selectionSet, [...within, name]);
      }),
    );
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return { depth: Math.max(0, ...operations.map(({ selectionSet }) => depthOf(selectionSet, []))), fields };
}
