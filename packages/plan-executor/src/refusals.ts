import type { FieldNode } from 'graphql';

/** What a caller may not ask for in an operation. The plan does not ask for it; still the answer must show nothing of it that came for another reason. */
export interface Refusals {
  /** Each refused place once, without the indexes of lists. */
  readonly paths: readonly (readonly string[])[];
  /** Nodes of the operation: null, or what null spreads to, even where a join fetched the same member. */
  readonly fields: ReadonlySet<FieldNode>;
  /** Object types: where a union holds one, it is null. */
  readonly types: ReadonlySet<string>;
}

export const noRefusals: Refusals = { paths: [], fields: new Set(), types: new Set() };
