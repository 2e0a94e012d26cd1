/** Who holds records of a patient. */
export interface Holder {
  /** The id of an endpoint. */
  readonly endpoint: string;
  /** Whether the caller could see at least one row there, and so may know of it. */
  readonly isKnown: boolean;
}

export type Holders = ReadonlyMap<string, readonly Holder[]>;

/** Asks for the holders of these patients, on behalf of one request's caller. @throws when nobody can say */
export type Locate = (patientIds: readonly string[]) => Promise<Holders>;

/** Holders as one request knows them: each patient is asked about once, patients of one moment together. */
export interface RequestLocator {
  of(patientId: string): Promise<readonly Holder[]>;
}

interface Batch {
  readonly ids: string[];
  readonly holders: Promise<Holders>;
}

export function requestLocator(locate: Locate): RequestLocator {
  const known = new Map<string, Promise<readonly Holder[]>>();
  let batch: Batch | undefined;
  const collect = (id: string): Promise<Holders> => {
    if (batch === undefined) {
      const ids: string[] = [];
      const holders = Promise.resolve().then(() => {
        batch = undefined;
        return locate(ids);
      });
      batch = { ids, holders };
    }
    batch.ids.push(id);
    return batch.holders;
  };
  return {
    of: (patientId) => {
      const asked = known.get(patientId) ?? collect(patientId).then((holders) => holders.get(patientId) ?? []);
      known.set(patientId, asked);
      return asked;
    },
  };
}
