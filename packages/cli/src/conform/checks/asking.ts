import type { Subject } from '../check.ts';
import type { GraphAnswer, Signing } from '../endpoint.ts';
import type { Sample } from '../samples.ts';
import { type Entity, unknownKeys } from '../subgraph-shape.ts';

/** One row of an answer to `_entities`. */
export type Row = Readonly<Record<string, unknown>> | null;

export const entityOf = ({ shape }: Subject, { __typename }: Sample): Entity | undefined =>
  shape?.entities.find(({ type }) => type === __typename);

/** A reference that leads nowhere. */
export const nobody = ({ type, key }: Entity): Sample => ({ __typename: type, [key]: unknownKeys[key] ?? 'unknown' });

/** Asks for representations as the gateway does, each with all fields that can be asked for, or with its key only. */
export async function askEntities(
  { endpoint, shape }: Subject,
  representations: readonly Sample[],
  signing: Signing,
  what: 'keys' | 'fields' = 'fields',
): Promise<{ readonly answer: GraphAnswer; readonly rows: readonly Row[] | undefined }> {
  const types = new Set(representations.map(({ __typename }) => __typename));
  const selections = (shape?.entities ?? [])
    .filter(({ type }) => types.has(type))
    .map(({ type, key, fields }) => {
      // Two types may have fields of one name and different kinds, which one operation cannot ask for side by side.
      const asked = what === 'keys' ? '' : fields.map(({ selection }) => `${type}_${selection.split(/[ (]/)[0]}: ${selection}`).join(' ');
      return `... on ${type} { ${key} ${asked} }`;
    });
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selections.join(' ')} } }`;
  const answer = await endpoint.ask(query, signing, { representations });
  const rows = answer.data?.['_entities'];
  return { answer, rows: Array.isArray(rows) ? (rows as readonly Row[]) : undefined };
}

/** The row of a sample; one of another record is nobody's here, and told by another check. */
export function rowOf(
  at: Subject,
  sample: Sample,
  row: Row | undefined,
): { readonly entity: Entity; readonly row: NonNullable<Row> } | undefined {
  const entity = entityOf(at, sample);
  return entity === undefined || !row || row[entity.key] !== sample[entity.key] ? undefined : { entity, row };
}

/** The fields of a row that tell something: neither null nor its key. */
export const toldBy = (entity: Entity, row: NonNullable<Row>): readonly Entity['fields'][number][] =>
  entity.fields.filter(({ name }) => (row[`${entity.type}_${name}`] ?? null) !== null);

/** Whether an error of this code is at the row's field, or above it. */
export const isRefusedAt = ({ errors }: GraphAnswer, path: readonly (string | number)[], codes: readonly string[]): boolean =>
  errors.some(
    (error) => codes.includes(error.code ?? '') && error.path.length > 0 && error.path.every((step, index) => step === path[index]),
  );
