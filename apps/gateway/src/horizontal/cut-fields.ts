import { isObject } from './ask-hospital.ts';
import { added, type CompiledFetch, type Shape } from './compiled-fetch.ts';
import type { JsonObject } from './join-connection.ts';

/** An object of a shared entity below something else, of which fields are to be asked for by themselves. */
export interface CutPlace {
  readonly type: string;
  readonly id: string;
  readonly object: JsonObject;
  /** Where it stands in the answer. */
  readonly path: readonly (string | number)[];
}

/** By the text that asks for what was cut out. */
export function cutsIn(data: JsonObject, { kind, shapes }: CompiledFetch): ReadonlyMap<string, readonly CutPlace[]> {
  const found = new Map<string, CutPlace[]>();
  if (kind === 'entities') {
    for (const [index, entity] of ((data['_entities'] ?? []) as readonly unknown[]).entries()) {
      const shape = isObject(entity) ? shapes.get(String(entity[added.type])) : undefined;
      collect(entity, shape, ['_entities', index], found);
    }
    return found;
  }
  for (const [key, shape] of shapes) collect(data[key], shape, [key], found);
  return found;
}

function collect(value: unknown, shape: Shape | undefined, path: readonly (string | number)[], found: Map<string, CutPlace[]>): void {
  if (shape === undefined || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, shape, [...path, index], found);
    return;
  }
  if (!isObject(value)) return;
  const type = String(value[added.type]);
  const cut = shape.cuts.get(type);
  const id = value[added.id];
  if (cut !== undefined && typeof id === 'string') {
    const places = found.get(cut.query) ?? [];
    places.push({ type, id, object: value, path });
    found.set(cut.query, places);
  }
  for (const [key, member] of shape.members) collect(value[key], member, [...path, key], found);
}
