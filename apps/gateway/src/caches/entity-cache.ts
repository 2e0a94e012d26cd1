import { hash } from 'node:crypto';
import { Kind, parse } from 'graphql';
import { createBoundedCache } from '../bounded-cache.ts';
import type { EndpointRequest } from '../endpoints.ts';
import type { SentBy, SubgraphClient } from '../subgraph-client.ts';
import type { PublicData } from './public-data.ts';
import type { CacheObserver, SharedCache } from './shared-cache.ts';

export interface EntityCacheOptions {
  readonly version: string;
  readonly publicData: PublicData;
  readonly cache: SharedCache;
  readonly observe: CacheObserver;
}

const questionsKept = 1_000;

/** Asks a subgraph only for those public entities that were not told lately. Answers stay raw: they are judged and written down as any other. */
export function cachedClient(client: SubgraphClient, options: EntityCacheOptions): SubgraphClient {
  const known = createBoundedCache<number>(questionsKept);
  const secondsOf = ({ question, endpoint, operationKind, expects }: EndpointRequest): number => {
    // One of several hospitals tells its own share.
    if (question === undefined || endpoint !== undefined || operationKind !== 'query' || expects?.count === undefined) return 0;
    const seconds = known.get(question) ?? options.publicData.ofEntities(...documentOf(question)) ?? 0;
    known.set(question, seconds);
    return seconds;
  };
  return {
    ...client,
    send: (request, by, signal) => {
      const seconds = secondsOf(request);
      return seconds === 0 ? client.send(request, by, signal) : sendMissing({ request, by, signal, seconds, client, ...options });
    },
  };
}

function documentOf(question: string): Parameters<PublicData['ofEntities']> {
  const document = parse(question.slice(question.indexOf('\n') + 1), { noLocation: true });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('A fetch has no operation.');
  return [document, operation];
}

interface Exchange extends EntityCacheOptions {
  readonly request: EndpointRequest;
  readonly by: SentBy;
  readonly signal: AbortSignal | undefined;
  readonly seconds: number;
  readonly client: SubgraphClient;
}

interface Body {
  readonly variables: Readonly<Record<string, unknown>> & { readonly representations: readonly unknown[] };
}

interface RawAnswer {
  readonly data?: { readonly _entities?: readonly unknown[] | null } | null;
  readonly errors?: readonly { readonly path?: readonly unknown[] }[];
  readonly extensions?: { readonly audit?: { readonly entries?: readonly unknown[] } };
}

async function sendMissing(exchange: Exchange): Promise<unknown> {
  const { request, by, signal, client, cache, observe } = exchange;
  const body = JSON.parse(request.body) as Body;
  const { representations } = body.variables;
  const keys = keysOf(exchange, body);
  const found = await cache.get(keys);
  const missing = found.flatMap((one, index) => (one === undefined ? [index] : []));
  for (const one of found) observe('entity', one !== undefined);
  if (missing.length === found.length) return keep(exchange, keys, await client.send(request, by, signal));
  const told = found.map((one) => one?.value ?? null);
  // A subgraph that was not asked saw nothing, and showed nothing.
  if (missing.length === 0) return { data: { _entities: told }, extensions: { audit: { entries: [] } } };
  const variables = { ...body.variables, representations: missing.map((index) => representations[index]) };
  const expects = request.expects?.part(missing);
  const rest = { ...request, body: JSON.stringify({ ...body, variables }), ...(expects && { expects }) };
  const missingKeys = missing.map((index) => keys[index] ?? '');
  return joined(keep(exchange, missingKeys, await client.send(rest, by, signal)), told, missing);
}

/** What the answer depends on: the question, its variables, the entity, and each header that the subgraph gets. */
function keysOf({ request: { question }, version, by }: Exchange, { variables }: Body): readonly string[] {
  const { representations, ...others } = variables;
  const { 'x-request-id': _ours, ...headers } = by.headers;
  const shared = JSON.stringify(['entity', version, question, others, headers]);
  return representations.map((representation) => hash('sha256', shared + JSON.stringify(representation), 'base64url'));
}

/** Only an answer without errors, about which the subgraph has nothing to write down; an entity that is not there may be there soon. */
function keep({ cache, seconds }: Exchange, keys: readonly string[], given: unknown): RawAnswer {
  const answer = given as RawAnswer;
  const { data, errors = [], extensions } = answer;
  const entities = data?._entities;
  const isSilent = (extensions?.audit?.entries ?? []).length === 0;
  if (errors.length > 0 || !isSilent || !Array.isArray(entities) || entities.length !== keys.length) return answer;
  const kept = entities.flatMap((entity: unknown, index) =>
    entity === null ? [] : [[keys[index] ?? '', JSON.stringify(entity)] as const],
  );
  if (kept.length > 0) cache.set(kept, seconds);
  return answer;
}

/** What came, in its places among what was known; without any of it, the answer as it is, which has to be told. */
function joined(answer: RawAnswer, told: readonly unknown[], missing: readonly number[]): unknown {
  const { data, errors } = answer;
  const came = data?._entities ?? missing.map(() => null);
  const entities = [...told];
  for (const [position, index] of missing.entries()) entities[index] = came[position] ?? null;
  const placed = errors?.map((error) => {
    const [root, position, ...rest] = error.path ?? [];
    if (root !== '_entities' || typeof position !== 'number') return error;
    return { ...error, path: [root, missing[position] ?? position, ...rest] };
  });
  return { ...answer, data: { ...data, _entities: entities }, ...(placed && { errors: placed }) };
}
