import { type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import type { DocumentNames, ReadNamed } from './allow-list/named-operations.ts';
import type { CheckedDocument } from './check-document.ts';
import type { Documents } from './documents.ts';
import { maskError } from './mask-errors.ts';
import type { RequestContext } from './request-context.ts';

/** Runs in the place of a refused document, which then never reaches the executor. */
const NOTHING_TEXT = '{ __typename }';
const NOTHING = parse(NOTHING_TEXT);

/**
 * Parses, limits and validates each text once. Apollo Server would validate before any plugin could look at the size of a
 * document, and keeps only documents that passed; a client that sends the same wrong one again would pay us in full.
 */
export function createDocumentPlugin(documents: Documents, named: ReadNamed): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async (began) => {
      let checked: CheckedDocument | undefined = readNamed(began, named);
      return {
        didResolveSource: async (request) => {
          checked ??= documents.check(request.source, request.queryHash);
          (request as { document?: DocumentNode }).document = 'document' in checked ? checked.document : NOTHING;
        },
        responseForOperation: async (request) =>
          checked === undefined || 'document' in checked ? unservedOperation(request) : refuse(checked.errors),
      };
    },
  };
}

/** A document that is named takes its place in the request; errors when there is none of that name. */
function readNamed({ request }: Pick<GraphQLRequestContext<RequestContext>, 'request'>, named: ReadNamed): CheckedDocument | undefined {
  const { query, extensions, http } = request;
  const document = named({ query, extensions, documentId: http === undefined ? undefined : documentIdIn(http) });
  if (document === undefined) return undefined;
  request.query = 'text' in document ? document.text : NOTHING_TEXT;
  // The text is here: nothing is to be looked up or kept by its hash.
  if (extensions?.['persistedQuery'] !== undefined) request.extensions = { ...extensions, persistedQuery: undefined };
  return 'errors' in document ? document : undefined;
}

function documentIdIn({ method, body, search }: HTTPGraphQLRequest): unknown {
  if (method === 'GET') return new URLSearchParams(search).get('documentId') ?? undefined;
  return (body as DocumentNames | undefined)?.documentId;
}

function unservedOperation({ operation, request }: GraphQLRequestContext<RequestContext>): ReturnType<typeof refuse> | null {
  if (operation?.operation === 'subscription') {
    const message = 'A subscription is a stream: ask over WebSocket, or accept text/event-stream.';
    return refuse([new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } })]);
  }
  if (operation !== undefined && operation !== null) return null;
  const message =
    request.operationName === undefined
      ? 'The document holds several operations; name one.'
      : 'The document has no operation of that name.';
  return refuse([new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } })]);
}

function refuse(errors: readonly GraphQLError[]) {
  const status = errors
    .map(({ extensions }) => (extensions['http'] as { readonly status?: number } | undefined)?.status)
    .find((code) => code !== undefined);
  const masked = errors.map((error) => maskError(error.toJSON(), error));
  return { http: { status: status ?? 400, headers: new HeaderMap() }, body: { kind: 'single' as const, singleResult: { errors: masked } } };
}
