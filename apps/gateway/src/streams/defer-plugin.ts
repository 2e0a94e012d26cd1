import { type ApolloServerPlugin, type GraphQLRequestContext, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { AuditUnavailable } from '@health-graph/errors';
import type { PartResult, SubsequentResult } from '@health-graph/plan-executor';
import { formatted } from '../answers.ts';
import type { AskedOperation, Graph, IncrementalAnswer } from '../graph.ts';
import { maskFailure } from '../mask-errors.ts';
import type { RequestContext } from '../request-context.ts';

type IncrementalBody = Extract<GraphQLResponse['body'], { readonly kind: 'incremental' }>;
type LaterResult = IncrementalBody['subsequentResults'] extends AsyncIterable<infer Result> ? Result : never;

/**
 * Answers what defers anything in parts, where the client takes `multipart/mixed; deferSpec=20220824`. Apollo Server takes one result from a
 * gateway's executor, but any response from a plugin, and writes it to the wire. For every other client the executor answers at once.
 */
export function createDeferPlugin(graph: Pick<Graph, 'executeIncrementally'>): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      responseForOperation: async (request) => {
        const asked = takesParts(request) ? askedOperation(request) : undefined;
        return asked === undefined ? null : answerInParts(graph, asked, request.contextValue);
      },
    }),
  };
}

/** Apollo Server would prefer the later draft, which we do not speak, if the client named it too. */
function takesParts({ request, source }: GraphQLRequestContext<RequestContext>): boolean {
  const accept = request.http?.headers.get('accept');
  if (accept === undefined || !accept.includes('deferSpec=20220824') || accept.includes('incrementalSpec')) return false;
  return source?.includes('@defer') === true;
}

function askedOperation({ queryHash, document, operation, request }: GraphQLRequestContext<RequestContext>): AskedOperation | undefined {
  if (queryHash === undefined || document === undefined || operation?.operation !== 'query') return undefined;
  return { hash: queryHash, document, operation, variables: request.variables ?? {} };
}

async function answerInParts(
  graph: Pick<Graph, 'executeIncrementally'>,
  asked: AskedOperation,
  context: RequestContext,
): Promise<GraphQLResponse | null> {
  // What is refused before anything runs is refused by the executor, in the same words and with the same status.
  const result = await graph.executeIncrementally(asked, context).catch(() => undefined);
  if (result?.initial.data === undefined) return null;
  const { extensions = {}, subsequent, initial } = result;
  const first = { ...formatted(initial), ...(Object.keys(extensions).length === 0 ? {} : { extensions }) };
  const http = { headers: new HeaderMap() };
  if (subsequent === undefined) return { http, body: { kind: 'single', singleResult: first } };
  const subsequentResults = written(result, subsequent, { asked, context });
  return { http, body: { kind: 'incremental', initialResult: { ...first, hasNext: true }, subsequentResults } };
}

/** Each part leaves when it is in the log; the first answer is written by the plugin that writes all answers. */
async function* written(
  { completeness }: Pick<IncrementalAnswer, 'completeness'>,
  parts: AsyncGenerator<SubsequentResult>,
  { asked, context: { audit } }: { readonly asked: AskedOperation; readonly context: RequestContext },
): AsyncGenerator<LaterResult, void> {
  for await (const { incremental = [], hasNext } of parts) {
    try {
      if (incremental.length > 0) await audit?.finish(asked, summary(incremental));
    } catch (failure) {
      if (!(failure instanceof AuditUnavailable)) throw failure;
      yield { incremental: [{ path: incremental[0]?.path ?? [], data: null, errors: [maskFailure(failure)] }], hasNext: false };
      return;
    }
    // Only with the last part it is known how whole the answer is.
    const extensions = hasNext ? undefined : completeness?.();
    const end = { hasNext, ...(extensions && { extensions: { ...extensions } }) };
    yield incremental.length === 0 ? end : { incremental: incremental.map(formatted), ...end };
  }
}

/** Whether anything came, and whether something failed: what the log tells of an answer. */
const summary = (parts: readonly PartResult[]) => ({
  data: Object.fromEntries(parts.flatMap(({ data }) => Object.entries(data ?? {}))),
  errors: parts.flatMap(({ errors = [] }) => errors),
});
