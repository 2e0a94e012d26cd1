import type { AuditPage, AuditPosition, AuditRow } from '@health-graph/audit';
import { cursorOf, type Page, positionOf } from '@health-graph/store';

const order = ['event.at', '_id'];

/** The position in a cursor of a list of events. @throws {BadUserInput} naming `after` when it is none of such a list */
export function auditPositionOf(after: string | undefined): AuditPosition | undefined {
  if (after === undefined) return undefined;
  const [at, id] = positionOf(after, order);
  return [String(at), String(id)];
}

/** A page of events as the SDL's connections have it. */
export function auditConnection<Node>(
  { rows, hasMore }: AuditPage,
  after: string | undefined,
  toNode: (row: AuditRow) => Node,
): Page<Node> {
  const edges = rows.map((row) => ({ cursor: cursorOf([row.event.at, row.id]), node: toNode(row) }));
  const [start, end] = [edges[0], edges.at(-1)];
  return {
    edges,
    pageInfo: {
      hasNextPage: hasMore,
      hasPreviousPage: after !== undefined,
      ...(start === undefined || end === undefined ? {} : { startCursor: start.cursor, endCursor: end.cursor }),
    },
  };
}
