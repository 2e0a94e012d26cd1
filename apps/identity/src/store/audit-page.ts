import type { AuditPage, AuditPosition, AuditRow } from '@health-graph/audit';
import { type Cursors, pageInfoOf, type UnplacedPage } from '@health-graph/store';

const order = ['event.at', '_id'];

/** The position in a cursor of a list of events. @throws {BadUserInput} naming `after` when it is none of such a list */
export function auditPositionOf(cursors: Cursors, after: string | undefined): AuditPosition | undefined {
  if (after === undefined) return undefined;
  const [at, id] = cursors.positionOf(after, order);
  return [String(at), String(id)];
}

/** A page of events as the SDL's connections have it. */
export function auditConnection<Node>(
  cursors: Cursors,
  { rows, hasMore }: AuditPage,
  after: string | undefined,
  toNode: (row: AuditRow) => Node,
): UnplacedPage<Node> {
  const edges = rows.map((row) => ({ cursor: cursors.of([row.event.at, row.id]), node: toNode(row) }));
  return { edges, pageInfo: pageInfoOf(edges, { hasNextPage: hasMore, hasPreviousPage: after !== undefined }) };
}
