import { BadUserInput } from '@health-graph/errors';
import { cursorOf, type Page, positionOf } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import { type AdoptionPlace, adoptionAfter, type CommuneAdoption } from '../model/adoption.ts';
import { adoptionCounts } from './adoption-counts.ts';
import type { HealthBookStore } from './health-book-store.ts';

/** One page of communes, the highest coverage first; one command. Communes are few, so all are counted and ranked. */
export async function adoptionPage(store: HealthBookStore, { first, after }: PageArguments): Promise<Page<CommuneAdoption>> {
  const place = after === undefined ? undefined : placeOf(after);
  const communes = adoptionAfter(place, await adoptionCounts(store));
  const edges = communes.slice(0, first).map((node) => ({ cursor: cursorOf([node.coveragePercent ?? null, node.communeCode]), node }));
  const [start, end] = [edges[0], edges.at(-1)];
  return {
    edges,
    pageInfo: {
      hasNextPage: communes.length > first,
      hasPreviousPage: after !== undefined,
      ...(start && end && { startCursor: start.cursor, endCursor: end.cursor }),
    },
  };
}

function placeOf(after: string): AdoptionPlace {
  const [coveragePercent, communeCode] = positionOf(after, ['coveragePercent', 'communeCode']);
  if (coveragePercent === null) return { communeCode: String(communeCode) };
  if (typeof coveragePercent === 'number') return { communeCode: String(communeCode), coveragePercent };
  throw new BadUserInput('The cursor is not one of this list.', { argument: 'after' });
}
