import { hash } from 'node:crypto';
import { GraphQLError, getOperationAST } from 'graphql';
import type { ReadNamed } from '../allow-list/named-operations.ts';
import type { Documents } from '../documents.ts';
import type { AskedOperation } from '../graph.ts';

/** An operation as a client sends it. */
export interface OperationRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

export interface PreparedOperation extends AskedOperation {
  readonly query: string;
}

type Prepared = PreparedOperation | { readonly errors: readonly GraphQLError[] };

/** Reads and checks the document against one version of the graph; its errors are for the client. */
export function prepareOperation(request: OperationRequest, documents: Documents, named: ReadNamed): Prepared {
  const document = named(request);
  if (document !== undefined && 'errors' in document) return document;
  return prepareText({ ...request, query: document?.text ?? request.query }, documents);
}

/** The same for another version of the graph. */
export const prepareAgain = (asked: PreparedOperation, documents: Documents): Prepared => prepareText(requestOf(asked), documents);

function prepareText({ query, operationName, variables }: OperationRequest, documents: Documents): Prepared {
  if (typeof query !== 'string') return { errors: [coded('The operation must be a text.', 'BAD_REQUEST')] };
  const digest = hash('sha256', query, 'hex');
  const checked = documents.check(query, digest);
  if ('errors' in checked) return checked;
  const operation = getOperationAST(checked.document, typeof operationName === 'string' ? operationName : undefined);
  if (!operation) return { errors: [coded('The document has no such operation, or several.', 'OPERATION_RESOLUTION_FAILURE')] };
  const given = typeof variables === 'object' && variables !== null && !Array.isArray(variables) ? variables : {};
  return { query, hash: digest, document: checked.document, operation, variables: given as AskedOperation['variables'] };
}

/** As it was sent, but for what was not understood. */
export const requestOf = ({ query, operation: { name }, variables }: PreparedOperation) => ({
  query,
  variables: { ...variables },
  ...(name === undefined ? {} : { operationName: name.value }),
});

const coded = (message: string, code: string): GraphQLError => new GraphQLError(message, { extensions: { code } });
