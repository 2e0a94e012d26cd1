import { BadUserInput, DeadlineExceeded, HealthGraphError, SubgraphUnavailable } from '@health-graph/errors';
import type { Asked } from './ask-all.ts';
import type { HospitalError } from './ask-hospital.ts';
import type { CompiledFetch, JoinedField } from './compiled-fetch.ts';
import type { HorizontalRequest } from './horizontal-request.ts';
import { type Item, listOf } from './items.ts';
import { type Contribution, joinField } from './join-answers.ts';
import type { JsonObject } from './join-connection.ts';
import { errorsOf, isFault } from './joined-errors.ts';
import { givenTo, type Route, type Variables } from './routes.ts';
import type { SourceStatus } from './sources.ts';

export interface JoinedAnswer {
  readonly data: JsonObject;
  readonly errors: readonly HospitalError[];
}

export interface JoinSource {
  readonly compiled: CompiledFetch;
  readonly variables: Variables;
  readonly items: readonly Item[];
  readonly asked: readonly Asked[];
}

/** As every list of the graph, where nobody says how many. */
const defaultFirst = 20;

/** The answers of all hospitals as one. */
export function joinItems(source: JoinSource, request: HorizontalRequest): JoinedAnswer {
  const errors: HospitalError[] = [];
  const values = source.items.map((item, number) => joinItem(item, number, source, request, errors));
  for (const one of source.asked) tellOf(one, request);
  if (source.items.some(({ isLacking }) => isLacking)) request.sources.tellPartial();
  if (source.compiled.kind !== 'entities') return { data: values[0] ?? {}, errors };
  return { data: { _entities: values }, errors };
}

function joinItem(item: Item, number: number, source: JoinSource, request: HorizontalRequest, errors: HospitalError[]): JsonObject | null {
  const { compiled, variables, asked } = source;
  const prefix = compiled.kind === 'entities' ? ['_entities', number] : [];
  const about = asked.filter(({ items }) => items.includes(number));
  const contributions = about.flatMap((one): readonly Contribution[] => {
    const value = one.values[one.items.indexOf(number)];
    if (one.answer.failure !== undefined || value === null || value === undefined) return [];
    return [{ endpoint: one.route.hospital.id, value, isFaulty: one.answer.errors.some(isFault) }];
  });
  const missing = about.filter(({ route, answer }) => {
    const isFaulty = answer.failure !== undefined || answer.errors.some(isFault);
    return isFaulty && !contributions.some(({ endpoint }) => endpoint === route.hospital.id);
  });
  for (const { route, answer } of about)
    if (answer.failure !== undefined) report(failureError(answer.failure, route, prefix), route, errors);
  const [first] = contributions;
  if (first === undefined && item.fields.length === 0) return null;
  const joined: JsonObject = { ...first?.value };
  for (const field of item.fields) {
    const value = joinOne({ field, item, contributions, missing, prefix }, variables, request, errors);
    if (value === undefined) delete joined[field.key];
    else joined[field.key] = value;
  }
  for (const one of about) errors.push(...errorsOf(one, { number, prefix, joined, fields: item.fields, contributions }));
  return joined;
}

interface Joining {
  readonly field: JoinedField;
  readonly item: Item;
  readonly contributions: readonly Contribution[];
  readonly missing: readonly Asked[];
  readonly prefix: readonly (string | number)[];
}

function joinOne(
  { field, item, contributions, missing, prefix }: Joining,
  variables: Variables,
  request: HorizontalRequest,
  errors: HospitalError[],
): unknown {
  const place = item.places.get(field);
  if (place instanceof BadUserInput) {
    const { message, details, code } = place;
    errors.push({ message, path: [...prefix, field.key], extensions: { ...details, code } });
    return null;
  }
  const isAsked = (endpoint: string): boolean => item.only.get(field)?.has(endpoint) ?? true;
  return joinField({
    field,
    contributions: contributions.filter(({ endpoint }) => isAsked(endpoint)),
    missing: missing.map(({ route }) => route.hospital.id).filter(isAsked),
    isLacking: item.isLacking,
    from: place,
    first: firstOf(givenTo(field.page?.first, variables)),
    list: () => listOf(field, item.representation, variables),
    cursors: request.cursors,
    onFault: (endpoint, failure) => {
      const route = item.routes.find(({ hospital }) => hospital.id === endpoint);
      if (route === undefined) return;
      report(failureError(failure, route, [...prefix, field.key]), route, errors);
      tell(route, 'INCOMPLETE', request);
      request.violated(route.hospital.name, 'shape');
    },
  });
}

/** Hospitals refuse what is no number of records; then there is nothing to join. */
const firstOf = (first: unknown): number => (typeof first === 'number' ? first : defaultFirst);

/** Nothing is told of a hospital that the caller may not know of. */
function report(error: HospitalError, { naming }: Route, errors: HospitalError[]): void {
  if (naming !== 'hidden') errors.push(error);
}

function tellOf({ route, answer }: Asked, request: HorizontalRequest): void {
  if (answer.failure !== undefined) tell(route, 'UNAVAILABLE', request);
  else tell(route, answer.errors.some(isFault) ? 'INCOMPLETE' : 'OK', request);
}

function tell({ hospital, naming }: Route, status: SourceStatus, { sources }: HorizontalRequest): void {
  if (naming === 'named') sources.tell(hospital, status);
  if (naming === 'unnamed' && status !== 'OK') sources.tellPartial();
}

function failureError(failure: unknown, { hospital, naming }: Route, path: readonly (string | number)[]): HospitalError {
  const cause =
    failure instanceof HealthGraphError && !(failure instanceof SubgraphUnavailable)
      ? failure
      : new SubgraphUnavailable('A hospital did not answer; its records are missing.');
  const limit = cause instanceof DeadlineExceeded ? cause.details : {};
  const named = naming === 'named' ? { source: hospital.id } : {};
  return { message: cause.message, path, extensions: { ...limit, subgraph: hospital.subgraph, ...named, code: cause.code } };
}
