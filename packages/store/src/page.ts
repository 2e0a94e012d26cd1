import type { Cursors } from './cursor.ts';
import { type Order, positionIn } from './keyset.ts';
import { positionText } from './position-text.ts';
import type { StoredDocument } from './stored-record.ts';

/** A page as the SDL's connections have it (Relay). */
export interface Page<Node, Listed extends Edge<Node> = PlacedEdge<Node>> {
  readonly edges: readonly Listed[];
  readonly pageInfo: PageInfo;
}

/** A page of a list that nobody joins with others. */
export type UnplacedPage<Node> = Page<Node, Edge<Node>>;

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

/** An edge that says where it lies. */
export interface PlacedEdge<Node> extends Edge<Node> {
  /** Where the record lies, as text: lists ascend (`+`) or descend (`-`) by it. For who joins lists of several stores; nobody else may see it. */
  readonly position: string;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor?: string;
  readonly endCursor?: string;
}

export interface PageShape<Node> {
  readonly first: number;
  readonly after: string | undefined;
  readonly order: Order;
  readonly cursors: Cursors;
  readonly toNode: (document: StoredDocument) => Node;
}

/** Makes a page of up to `first + 1` documents: the one too many only tells that more follow. */
export function pageOf<Node>(documents: readonly StoredDocument[], { first, after, order, cursors, toNode }: PageShape<Node>): Page<Node> {
  const edges = documents.slice(0, first).map((document) => ({
    node: toNode(document),
    // Written when it is asked for: most clients ask for the last one only.
    get cursor() {
      return cursors.of(positionIn(order, document));
    },
    get position() {
      return positionText(order, positionIn(order, document));
    },
  }));
  return { edges, pageInfo: pageInfoOf(edges, { hasNextPage: documents.length > first, hasPreviousPage: after !== undefined }) };
}

/** What is told about a page of these edges. */
export function pageInfoOf(
  edges: readonly Edge<unknown>[],
  neighbours: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean },
): PageInfo {
  const [start, end] = [edges[0], edges.at(-1)];
  if (start === undefined || end === undefined) return neighbours;
  return {
    ...neighbours,
    get startCursor() {
      return start.cursor;
    },
    get endCursor() {
      return end.cursor;
    },
  };
}
