import { BadUserInput } from '@health-graph/errors';
import { type Cursors, pageInfoOf, type UnplacedPage } from '@health-graph/store';
import type { PageArguments } from '@health-graph/subgraph-kit';
import { type AdoptionPlace, adoptionAfter, type CommuneAdoption } from '../model/adoption.ts';
import { adoptionCounts } from './adoption-counts.ts';
import type { PermittedHealthBook } from './health-book-store.ts';

export interface AdoptionRequest extends PageArguments {
  readonly smallestCell: number;
}

/** One page of communes, the highest coverage first; one command. Communes are few, so all are counted and ranked. */
export async function adoptionPage(
  store: PermittedHealthBook,
  { first, after, smallestCell }: AdoptionRequest,
): Promise<UnplacedPage<CommuneAdoption>> {
  const place = after === undefined ? undefined : placeOf(store.cursors, after);
  const communes = adoptionAfter(place, await adoptionCounts(store), smallestCell);
  const edges = communes
    .slice(0, first)
    .map((node) => ({ cursor: store.cursors.of([node.coveragePercent ?? null, node.communeCode]), node }));
  return { edges, pageInfo: pageInfoOf(edges, { hasNextPage: communes.length > first, hasPreviousPage: after !== undefined }) };
}

function placeOf(cursors: Cursors, after: string): AdoptionPlace {
  const [coveragePercent, communeCode] = cursors.positionOf(after, ['coveragePercent', 'communeCode']);
  if (coveragePercent === null) return { communeCode: String(communeCode) };
  if (typeof coveragePercent === 'number') return { communeCode: String(communeCode), coveragePercent };
  throw new BadUserInput('The cursor is not one of this list.', { argument: 'after' });
}
