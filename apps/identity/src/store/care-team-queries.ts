import type { PageArguments } from '@health-graph/subgraph-kit';
import { activeDuring } from './active-during.ts';
import type { PermittedIdentity } from './identity-store.ts';

export interface CareTeamRequest extends PageArguments {
  /** A day, month or year in which the care goes on. */
  readonly activeOn?: string;
}

/** One page of each patient's care team, the newest first; one command. */
export const careTeamsOf =
  ({ collections }: PermittedIdentity) =>
  (parentIds: readonly string[], { activeOn, first, after }: CareTeamRequest) =>
    collections.CareTeamMember.pagesByParent({
      parentField: 'patientId',
      parentIds,
      first,
      after,
      filter: activeOn === undefined ? {} : activeDuring(activeOn),
    });
