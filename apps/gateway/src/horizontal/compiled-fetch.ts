import type { JoinRule } from '@health-graph/composition';

/** A value in a text: written there, or given by a variable. */
export type GivenValue = { readonly variable: string } | { readonly literal: unknown };

/** A fetch of a horizontal subgraph with all that is known before it is sent the first time. */
export interface CompiledFetch {
  readonly kind: 'entities' | 'query' | 'mutation';
  /** What hospitals are asked, as the beginning of a JSON body: what follows are the members of `variables`. */
  readonly head: string;
  /** What of a `query` or `mutation` is asked of whom. */
  readonly roots: readonly JoinedField[];
  /** What of an entity is joined, by its type: absent where it is one hospital's. */
  readonly joined: ReadonlyMap<string, readonly JoinedField[]>;
  /** What is looked at below an entity, by its type, or below a root. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly hasCuts: boolean;
}

/** A field of an entity, or a root field, that hospitals answer for together. */
export interface JoinedField {
  /** In the answer. */
  readonly key: string;
  /** `Patient.encounters` */
  readonly coordinate: string;
  readonly rule: JoinRule;
  readonly arguments: ReadonlyMap<string, GivenValue>;
  /** Where the value is a page of a list. */
  readonly page: PageShape | undefined;
  /** The variable that turns it off at hospitals which have nothing to say of it. */
  readonly flag: string | undefined;
}

/** What of a connection is asked for, by the keys of the answer. */
export interface PageShape {
  /** Of the connection. */
  readonly typeName: string;
  /** The edges that say where they are. */
  readonly lead: string;
  /** All edges that were asked for; the lead is among them where it was. */
  readonly edges: readonly { readonly key: string; readonly cursors: readonly string[] }[];
  readonly infos: readonly { readonly key: string; readonly fields: readonly { readonly key: string; readonly name: string }[] }[];
  readonly sums: readonly string[];
  readonly first: GivenValue | undefined;
  /** Where the client says where to begin, and the variable that hospitals are told it by. */
  readonly after: { readonly given: GivenValue; readonly variable: string } | undefined;
}

/** A part of an answer in which something has to be looked at. */
export interface Shape {
  /** The id of a record that names its hospital. */
  readonly idKey: string | undefined;
  /** What was cut out here, to be asked for by itself, by the type of the object. */
  readonly cuts: ReadonlyMap<string, CutFields>;
  readonly members: ReadonlyMap<string, Shape>;
}

/** Joined fields of a shared entity that stands below something else. */
export interface CutFields {
  readonly query: string;
}

/** What is added to an answer begins with this; no client's name does. */
export const added = {
  id: '_hgId',
  type: '_hgType',
  cursor: '_hgCursor',
  position: '_hgPosition',
  edges: '_hgEdges',
  info: '_hgInfo',
  more: '_hgMore',
  by: '_hgBy',
  on: '_hgOn',
  after: '_hgAfter',
} as const;
