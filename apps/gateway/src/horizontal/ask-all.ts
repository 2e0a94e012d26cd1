import { BadUserInput, SubgraphInvalidAnswer } from '@health-graph/errors';
import type { SubgraphRequest } from '@health-graph/plan-executor';
import { askHospital, type HospitalAnswer } from './ask-hospital.ts';
import { checkedEntities, checkIds } from './check-answer.ts';
import type { CompiledFetch, JoinedField } from './compiled-fetch.ts';
import type { HorizontalRequest } from './horizontal-request.ts';
import type { Item } from './items.ts';
import type { JsonObject } from './join-connection.ts';
import type { Route, Variables } from './routes.ts';

/** The answer of one hospital, and which items it is about. */
export interface Asked {
  readonly route: Route;
  readonly items: readonly number[];
  readonly answer: HospitalAnswer;
  /** For each of `items`. */
  readonly values: readonly (JsonObject | null)[];
}

/** A fetch that is about to be asked. */
export interface Asking {
  readonly variables: Variables;
  readonly kind: SubgraphRequest['operationKind'];
  readonly expects: SubgraphRequest['expects'];
  readonly compiled: CompiledFetch;
  readonly items: readonly Item[];
}

/** One question to each hospital, with its own part. */
export async function askAll(asking: Asking, request: HorizontalRequest): Promise<readonly Asked[]> {
  const byHospital = new Map<string, { readonly route: Route; readonly items: number[] }>();
  for (const [number, item] of asking.items.entries()) {
    for (const route of item.routes) {
      if (!isAskedFor(item, route)) continue;
      const known = byHospital.get(route.hospital.id);
      if (known === undefined) byHospital.set(route.hospital.id, { route, items: [number] });
      else known.items.push(number);
    }
  }
  const shared = memberTexts(asking.variables);
  return Promise.all(
    [...byHospital.values()].map(async ({ route, items }) => {
      const body = bodyFor(asking, shared, route, items);
      const answer = await askHospital(
        { hospital: route.hospital, kind: asking.kind, body, expects: asking.expects?.part(items) },
        request,
      );
      return checked({ route, items, answer }, asking, request);
    }),
  );
}

/** A thing of which every field is joined is not asked for where none of them goes on. */
const isAskedFor = ({ fields, only }: Item, { hospital }: Route): boolean =>
  fields.length === 0 || fields.some((field) => only.get(field)?.has(hospital.id) ?? true);

/** The variables that all hospitals are given. */
const memberTexts = (variables: Variables): string =>
  Object.entries(variables)
    .filter(([name, value]) => name !== 'representations' && value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',');

function bodyFor({ compiled, items }: Asking, shared: string, { hospital }: Route, numbers: readonly number[]): string {
  const members = shared === '' ? [] : [shared];
  if (compiled.kind === 'entities')
    members.push(`"representations":${JSON.stringify(numbers.map((number) => items[number]?.representation))}`);
  for (const field of [...compiled.roots, ...[...compiled.joined.values()].flat()])
    if (field.flag !== undefined) members.push(...ofField(field, items, numbers, hospital.id));
  return `${compiled.head}${members.join(',')}}}`;
}

function ofField(field: JoinedField, items: readonly Item[], numbers: readonly number[], endpoint: string): readonly string[] {
  const having = numbers.map((number) => items[number]).filter((item) => item?.fields.includes(field));
  const isOn = having.some((item) => item?.only.get(field)?.has(endpoint) ?? true);
  const texts = [`${JSON.stringify(field.flag)}:${isOn}`];
  const { after } = field.page ?? {};
  if (after === undefined) return texts;
  const places = having.map((item) => item?.places.get(field));
  const place = places.find((given) => given !== undefined && !(given instanceof BadUserInput) && given.places.has(endpoint));
  const own = place instanceof BadUserInput ? undefined : place?.places.get(endpoint);
  const cursor = typeof own === 'object' && own.after !== '' ? own.after : null;
  return [...texts, `${JSON.stringify(after.variable)}:${JSON.stringify(cursor)}`];
}

/** What a hospital says counts only as a whole: whose answer is wrong somewhere is not believed anywhere. */
function checked(
  { route, items: numbers, answer }: Omit<Asked, 'values'>,
  { compiled, items }: Asking,
  { violated }: HorizontalRequest,
): Asked {
  const nothing = { route, items: numbers, answer, values: numbers.map(() => null) };
  if (answer.failure !== undefined) return nothing;
  try {
    if (compiled.kind !== 'entities') return { ...nothing, values: [checkedRoot(answer.data, compiled, route)] };
    const asked = numbers.map((number) => items[number]?.representation).filter((one) => one !== undefined);
    return { ...nothing, values: checkedEntities(answer.data, asked, compiled.shapes, route.hospital) };
  } catch (failure) {
    if (!(failure instanceof SubgraphInvalidAnswer)) throw failure;
    violated(route.hospital.name, 'key');
    return { ...nothing, answer: { failure } as const };
  }
}

function checkedRoot(data: JsonObject, { roots, shapes }: CompiledFetch, { hospital }: Route): JsonObject {
  for (const { key } of roots) checkIds(data[key], shapes.get(key), `${hospital.id}.`);
  return data;
}
