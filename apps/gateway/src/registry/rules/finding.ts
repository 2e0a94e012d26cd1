/** Why a publication is refused. */
export interface Finding {
  readonly code: FindingCode;
  /** `Type`, `Type.field`, `Enum.VALUE`, `@directive`, or the name of the subgraph. */
  readonly coordinate: string;
  /** A sentence for whoever publishes. */
  readonly reason: string;
}

/** A public contract, as the codes of errors are: never renamed. */
export type FindingCode =
  | 'SDL_INVALID'
  | 'DOES_NOT_COMPOSE'
  | 'UNCLASSIFIED_FIELD'
  | 'WEAKENS_CLASS'
  | 'BREAKS_CONVENTION'
  | 'OUTSIDE_GRANT'
  | 'SHADOWS_FIELD'
  | 'BREAKS_OPERATION'
  | 'URL_NOT_ALLOWED';

/** Each within bounds, in a fixed order, whichever rule came first. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  const bounded = findings.map((finding) => ({ ...finding, reason: finding.reason.slice(0, longestReason) }));
  return bounded.toSorted((one, other) => compare(`${one.coordinate} ${one.code}`, `${other.coordinate} ${other.code}`));
}

/** Composition quotes what it was given. */
const longestReason = 1_000;

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
