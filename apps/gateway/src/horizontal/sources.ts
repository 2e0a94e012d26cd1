import type { Hospital } from './hospitals.ts';

/** `LEFT_OUT`: it was missing on an earlier page of this list. `INCOMPLETE`: it could not answer for everything. */
export type SourceStatus = 'OK' | 'LEFT_OUT' | 'INCOMPLETE' | 'UNAVAILABLE';

const order: readonly SourceStatus[] = ['OK', 'LEFT_OUT', 'INCOMPLETE', 'UNAVAILABLE'];

/** How whole an answer is. */
export interface Completeness {
  readonly completeness: 'COMPLETE_FOR_CALLER' | 'PARTIAL';
  readonly sources: readonly { readonly source: string; readonly name?: string; readonly status: SourceStatus }[];
}

/** Collects for one request which hospitals its answer comes from, of those that its caller may know of. */
export interface Sources {
  tell(hospital: Hospital, status: SourceStatus): void;
  /** Something is missing, and nobody may be named for it. */
  tellPartial(): void;
  /** A horizontal subgraph was asked, and what comes of it is told. */
  touch(): void;
  /** Undefined when none was. */
  report(): Completeness | undefined;
}

export function createSources(): Sources {
  const told = new Map<Hospital, SourceStatus>();
  let isTouched = false;
  let isPartial = false;
  return {
    touch: () => {
      isTouched = true;
    },
    tellPartial: () => {
      isPartial = true;
    },
    tell: (hospital, status) => {
      const before = told.get(hospital) ?? 'OK';
      told.set(hospital, order.indexOf(status) > order.indexOf(before) ? status : before);
    },
    report: () => {
      if (!isTouched) return undefined;
      const sources = [...told]
        .map(([{ id, title }, status]) => ({ source: id, ...(title === undefined ? {} : { name: title }), status }))
        .sort((one, other) => (one.source < other.source ? -1 : 1));
      const isWhole = !isPartial && sources.every(({ status }) => status === 'OK');
      return { completeness: isWhole ? 'COMPLETE_FOR_CALLER' : 'PARTIAL', sources };
    },
  };
}
