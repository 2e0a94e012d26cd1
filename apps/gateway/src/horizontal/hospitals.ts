import { BadUserInput } from '@health-graph/errors';
import { isRecordId } from '@health-graph/records';
import type { Endpoint } from '../endpoints.ts';

/** A hospital that serves its share of a subgraph. */
export interface Hospital extends Endpoint {
  /** As people call it; absent: by its id. */
  readonly title: string | undefined;
  /** Ids of its facilities. */
  readonly facilityIds: readonly string[];
}

/** The hospitals of one subgraph, in the order of the settings. */
export interface Hospitals {
  readonly all: readonly Hospital[];
  readonly byId: ReadonlyMap<string, Hospital>;
  readonly byFacility: ReadonlyMap<string, Hospital>;
}

export function hospitalsOf(all: readonly Hospital[]): Hospitals {
  return {
    all,
    byId: new Map(all.map((hospital) => [hospital.id, hospital])),
    byFacility: new Map(all.flatMap((hospital) => hospital.facilityIds.map((id) => [id, hospital] as const))),
  };
}

/**
 * Whose record it is, by its id; undefined for a hospital that there is not.
 * @throws {BadUserInput} when it is no id of this graph
 */
export function ownerOf(id: unknown, { byId }: Hospitals): Hospital | undefined {
  if (typeof id !== 'string' || !isRecordId(id)) throw new BadUserInput('The id is not one of this graph.', { argument: 'id' });
  return byId.get(prefixOf(id) ?? '');
}

/** The endpoint in an id; absent in ids of subgraphs that one endpoint serves. */
export const prefixOf = (id: string): string | undefined => {
  const dot = id.indexOf('.');
  return dot < 0 ? undefined : id.slice(0, dot);
};
