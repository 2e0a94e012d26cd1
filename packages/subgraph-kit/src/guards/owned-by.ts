import { InvalidConfiguration } from '@health-graph/errors';
import { type DataClass, isDataClass } from '@health-graph/permissions';
import { recordDefinitions } from '@health-graph/records';

export interface Owner {
  readonly name: string;
  readonly owns?: Readonly<Record<string, DataClass>>;
}

/**
 * The types whose records a subgraph keeps, each with the class of a row that no code raises.
 * @throws {InvalidConfiguration} for a type of record without such a class: nobody could say who may know that a row is there
 */
export function ownedBy({ name, owns }: Owner): ReadonlyMap<string, DataClass> {
  if (owns !== undefined) return new Map(Object.entries(owns));
  const own = Object.values(recordDefinitions).filter(({ subgraph }) => subgraph === name);
  return new Map(
    own.map(({ type, rowClass }) => {
      if (!isDataClass(rowClass)) throw new InvalidConfiguration('A type of record has no class for its rows.', { setting: type });
      return [type, rowClass];
    }),
  );
}
