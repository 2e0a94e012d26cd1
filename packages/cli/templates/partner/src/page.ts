import { BadUserInput } from '@health-graph/errors';
import type { PageArguments } from '@health-graph/subgraph-kit';

/** One page of a list whose records the caller may see; the cursor is the id of a record that the caller was shown. */
export function pageOf<Node extends { readonly id: string }>(all: readonly Node[], { first, after }: PageArguments) {
  const begin = after === undefined ? 0 : all.findIndex(({ id }) => id === idIn(after)) + 1;
  if (after !== undefined && begin === 0) throw new BadUserInput('The cursor is none of this list.', { argument: 'after' });
  const edges = all.slice(begin, begin + first).map((node) => ({ cursor: cursorOf(node.id), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: all.length > begin + first,
      hasPreviousPage: begin > 0,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}

const cursorOf = (id: string): string => Buffer.from(id).toString('base64url');
const idIn = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();
