import type { RowStanding } from './request-permissions.ts';

/** Not enumerable: a stamp is neither copied nor printed with its record. */
const mark: unique symbol = Symbol('how the caller stands to this record');

/**
 * Marks a record with how this request's caller stands to it, for the guards of its fields. A record belongs to one request: stamping it again with
 * another standing is a fault of ours, and throws.
 */
export function stamp<Stamped extends object>(record: Stamped, standing: RowStanding): Stamped {
  return Object.defineProperty(record, mark, { value: standing });
}

/** Undefined: nobody decided about this object, so nothing of it that carries a class may be shown. */
export const stampOf = (object: object): RowStanding | undefined => (object as { readonly [mark]?: RowStanding })[mark];
