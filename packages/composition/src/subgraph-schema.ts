import type { DocumentNode } from 'graphql';

/** The SDL of one subgraph: its own and what it shares with others. */
export interface SubgraphSchema {
  readonly name: string;
  readonly sdl: string;
  readonly document: DocumentNode;
  /** Where it is served, which the supergraph says; absent where that is decided elsewhere. */
  readonly url?: string;
}
