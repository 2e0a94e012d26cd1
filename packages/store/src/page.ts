import { cursorOf } from './cursor.ts';
import { type Order, positionIn } from './keyset.ts';
import type { StoredDocument } from './stored-record.ts';

/** A page as the SDL's connections have it (Relay). */
export interface Page<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
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
  readonly toNode: (document: StoredDocument) => Node;
}

/** Makes a page of up to `first + 1` documents: the one too many only tells that more follow. */
export function pageOf<Node>(documents: readonly StoredDocument[], { first, after, order, toNode }: PageShape<Node>): Page<Node> {
  const edges = documents.slice(0, first).map((document) => ({ cursor: cursorOf(positionIn(order, document)), node: toNode(document) }));
  const start = edges[0];
  const end = edges.at(-1);
  return {
    edges,
    pageInfo: {
      hasNextPage: documents.length > first,
      hasPreviousPage: after !== undefined,
      ...(start === undefined || end === undefined ? {} : { startCursor: start.cursor, endCursor: end.cursor }),
    },
  };
}
