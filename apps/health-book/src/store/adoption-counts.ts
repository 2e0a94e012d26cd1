import { translated } from '@health-graph/store';
import type { CommuneCount } from '../model/adoption.ts';
import type { PermittedHealthBook } from './health-book-store.ts';

/** Books by the commune where their owner lives; books without a commune are not counted. One command, over the index alone. */
export async function adoptionCounts({ collections }: PermittedHealthBook): Promise<CommuneCount[]> {
  return translated(() =>
    collections.HealthBook.model
      .aggregate<CommuneCount>([
        { $match: { communeCode: { $gt: '' } } },
        {
          $group: {
            _id: '$communeCode',
            residents: { $sum: 1 },
            linkedBooks: { $sum: { $cond: [{ $eq: ['$status', 'LINKED'] }, 1, 0] } },
          },
        },
        { $project: { _id: 0, communeCode: '$_id', residents: 1, linkedBooks: 1 } },
      ])
      .option({ batchSize: mostCommunes })
      .exec(),
  );
}

/** The country has 3,321 communes; all come in one batch. */
const mostCommunes = 10_000;
