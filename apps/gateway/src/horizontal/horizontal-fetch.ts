import { BadUserInput, Forbidden, HealthGraphError } from '@health-graph/errors';
import type { SubgraphRequest } from '@health-graph/plan-executor';
import { askAll } from './ask-all.ts';
import { type HospitalError, isObject } from './ask-hospital.ts';
import type { CompiledFetch } from './compiled-fetch.ts';
import { cutsIn } from './cut-fields.ts';
import type { HorizontalRequest } from './horizontal-request.ts';
import { itemsOf } from './items.ts';
import type { JsonObject } from './join-connection.ts';
import { type JoinedAnswer, joinItems } from './join-items.ts';
import type { Variables } from './routes.ts';

/** One fetch to a horizontal subgraph: whoever holds something is asked, and the answers are one. */
export async function fetchHorizontally(
  { body, operationKind, expects }: SubgraphRequest,
  request: HorizontalRequest,
): Promise<JoinedAnswer> {
  const { query, variables = {} } = JSON.parse(body) as { readonly query: string; readonly variables?: Variables };
  try {
    return await fetchText({ query, variables, kind: operationKind, expects }, request);
  } catch (failure) {
    if (!(failure instanceof BadUserInput || failure instanceof Forbidden)) request.sources.tellPartial();
    throw failure;
  } finally {
    // Not before: an answer in parts must not call whole what is still being asked for.
    request.sources.touch();
  }
}

interface Fetch {
  readonly query: string;
  readonly variables: Variables;
  readonly kind: SubgraphRequest['operationKind'];
  readonly expects: SubgraphRequest['expects'];
}

async function fetchText({ query, variables, kind, expects }: Fetch, request: HorizontalRequest): Promise<JoinedAnswer> {
  const compiled = request.compile(query);
  const items = await itemsOf(compiled, variables, request);
  const asked = await askAll({ compiled, variables, kind, items, expects }, request);
  const joined = joinItems({ compiled, variables, items, asked }, request);
  return compiled.hasCuts ? withCuts(joined, compiled, variables, request) : joined;
}

/** What was cut out below records of one hospital, asked of whoever holds something. */
async function withCuts(
  joined: JoinedAnswer,
  compiled: CompiledFetch,
  variables: Variables,
  request: HorizontalRequest,
): Promise<JoinedAnswer> {
  const errors: HospitalError[] = [...joined.errors];
  await Promise.all(
    [...cutsIn(joined.data, compiled)].map(async ([query, places]) => {
      const byId = [...Map.groupBy(places, ({ id }) => id)];
      const [first] = places;
      if (first === undefined) return;
      const representations = byId.map(([id]) => ({ __typename: first.type, id }));
      const part = { query, variables: { ...variables, representations }, kind: 'query', expects: undefined } as const;
      const answer = await fetchText(part, request).catch((failure: unknown) => {
        request.sources.tellPartial();
        return failed(failure);
      });
      const entities = (answer.data['_entities'] ?? []) as readonly (JsonObject | null)[];
      for (const [index, [, same]] of byId.entries()) {
        const entity = entities[index];
        for (const [count, { object }] of same.entries())
          if (isObject(entity)) Object.assign(object, count === 0 ? entity : structuredClone(entity));
        const about = answer.errors.filter(({ path }) => path?.[0] !== '_entities' || path[1] === index);
        for (const error of about) errors.push(...same.map(({ path }) => ({ ...error, path: [...path, ...(error.path ?? []).slice(2)] })));
      }
    }),
  );
  return { ...joined, errors };
}

function failed(failure: unknown): JoinedAnswer {
  if (!(failure instanceof HealthGraphError)) throw failure;
  const { message, details, code } = failure;
  return { data: {}, errors: [{ message, extensions: { ...details, code } }] };
}
