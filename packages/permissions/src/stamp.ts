import type { RowStanding } from './request-permissions.ts';

/** Gives back the object it is made of, so that a private field can be put on it. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private field gets onto an object that is there already.
    return object;
  }
}

/** A private field is neither copied nor printed with its record, cannot be changed from outside, and costs a tenth of a property that is hidden. */
class Stamp extends Given {
  readonly #standing: RowStanding;

  constructor(record: object, standing: RowStanding) {
    super(record);
    this.#standing = standing;
  }

  static of(object: object): RowStanding | undefined {
    return #standing in object ? object.#standing : undefined;
  }
}

/**
 * Marks a record with how this request's caller stands to it, for the guards of its fields. A record belongs to one request: stamping it again with
 * another standing is a fault of ours, and throws.
 */
export function stamp<Stamped extends object>(record: Stamped, standing: RowStanding): Stamped {
  const before = Stamp.of(record);
  if (before === standing) return record;
  return new Stamp(record, standing) as Stamped; // Throws a TypeError where the field is there already.
}

/** Undefined: nobody decided about this object, so nothing of it that carries a class may be shown. */
export const stampOf = (object: object): RowStanding | undefined => Stamp.of(object);
