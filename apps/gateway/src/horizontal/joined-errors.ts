import type { Asked } from './ask-all.ts';
import type { HospitalError } from './ask-hospital.ts';
import type { JoinedField } from './compiled-fetch.ts';
import type { Contribution } from './join-answers.ts';
import type { JsonObject } from './join-connection.ts';

/** What a caller does wrong or may not see is no fault of a hospital's: nothing is missing that the caller could have. */
const callersOwn: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  'UNAUTHENTICATED',
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'ASSURANCE_LEVEL_TOO_LOW',
  'OPERATION_TOO_COMPLEX',
  'RATE_LIMITED',
]);

/** Whether a hospital could not answer, in whole or in part. */
export const isFault = ({ extensions }: HospitalError): boolean => !callersOwn.has(extensions?.['code']);

export interface ErrorPlace {
  readonly number: number;
  /** Where the item stands in the joined answer. */
  readonly prefix: readonly (string | number)[];
  readonly joined: JsonObject;
  readonly fields: readonly JoinedField[];
  readonly contributions: readonly Contribution[];
}

/** A hospital's errors about one item, at their places in the joined answer; one about a record that is on a later page is told with that page. */
export function errorsOf({ route, items, answer }: Asked, place: ErrorPlace): readonly HospitalError[] {
  if (answer.failure !== undefined || answer.errors.length === 0 || route.naming === 'hidden') return [];
  const { hospital, naming } = route;
  return answer.errors.flatMap((error): readonly HospitalError[] => {
    const path = error.path ?? [];
    const isEntities = path[0] === '_entities';
    // Without a place it is about everything that was asked; told once.
    const rest = isEntities ? path.slice(2) : path;
    if (isEntities ? items[Number(path[1])] !== place.number : place.prefix.length > 0 && items[0] !== place.number) return [];
    const moved = movedPath(rest, hospital.id, place);
    if (moved === undefined) return [];
    const named = naming === 'named' && isFault(error) ? { source: hospital.id } : {};
    return [{ message: error.message, path: [...place.prefix, ...moved], extensions: { ...error.extensions, ...named } }];
  });
}

/** Where something of a hospital's own list stands in the joined one; undefined when it is not there. */
function movedPath(
  path: readonly (string | number)[],
  endpoint: string,
  { joined, fields, contributions }: ErrorPlace,
): readonly (string | number)[] | undefined {
  const [key, ...rest] = path;
  const field = fields.find((one) => one.key === key);
  const own = contributions.find((one) => one.endpoint === endpoint)?.value[field?.key ?? ''];
  const all = joined[field?.key ?? ''];
  if (field === undefined) return path;
  if (Array.isArray(own) && Array.isArray(all)) return movedIn(own, all, rest, [field.key]);
  const [list, ...inner] = rest;
  const isEdges = field.page?.edges.some((edges) => edges.key === list) === true && typeof inner[0] === 'number';
  if (!isEdges) return path;
  return movedIn((own as JsonObject)?.[String(list)], (all as JsonObject)?.[String(list)], inner, [field.key, String(list)]);
}

function movedIn(
  own: unknown,
  all: unknown,
  [index, ...rest]: readonly (string | number)[],
  at: readonly string[],
): readonly (string | number)[] | undefined {
  if (typeof index !== 'number') return at;
  if (!Array.isArray(own) || !Array.isArray(all)) return at;
  const member: unknown = own[index];
  if (member === null) return at;
  const moved = all.indexOf(member);
  return moved < 0 ? undefined : [...at, moved, ...rest];
}
