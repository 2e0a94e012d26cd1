import { invalid, isObject } from './ask-hospital.ts';
import { added, type Shape } from './compiled-fetch.ts';
import type { Hospital } from './hospitals.ts';
import type { JsonObject } from './join-connection.ts';
import type { Representation } from './routes.ts';

/**
 * The entities of an answer: one for each representation, or null, of the type and id that were asked for.
 * @throws {SubgraphInvalidAnswer} for anything else
 */
export function checkedEntities(
  data: JsonObject,
  asked: readonly Representation[],
  shapes: ReadonlyMap<string, Shape>,
  hospital: Hospital,
): readonly (JsonObject | null)[] {
  const entities = data['_entities'];
  if (entities === undefined || entities === null) return asked.map(() => null);
  if (!Array.isArray(entities) || entities.length !== asked.length) throw invalid();
  return entities.map((entity: unknown, index) => {
    if (entity === null) return null;
    const representation = asked[index];
    const isAsked = isObject(entity) && entity[added.type] === representation?.__typename && entity[added.id] === representation?.id;
    if (!isAsked || representation === undefined) throw invalid();
    checkIds(entity, shapes.get(representation.__typename), `${hospital.id}.`);
    return entity;
  });
}

/** @throws {SubgraphInvalidAnswer} when a record of another hospital is among what this one says are its own */
export function checkIds(value: unknown, shape: Shape | undefined, prefix: string): void {
  if (shape === undefined || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) checkIds(item, shape, prefix);
    return;
  }
  if (!isObject(value)) throw invalid();
  const id = shape.idKey === undefined ? undefined : value[shape.idKey];
  if (id !== undefined && (typeof id !== 'string' || !id.startsWith(prefix))) throw invalid();
  for (const [key, member] of shape.members) checkIds(value[key], member, prefix);
}
