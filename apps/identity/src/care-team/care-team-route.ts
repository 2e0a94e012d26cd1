import { parseCareTeamReports } from '@health-graph/records';
import { takeCareTeamReports } from '../commands/take-care-team-reports.ts';
import type { IdentityStore } from '../store/identity-store.ts';

/** `POST /internal/care-team`: what encounters tells of who takes part in them. */
export const careTeamRoute = (store: IdentityStore) => async (body: unknown) => ({
  taken: await takeCareTeamReports(store, parseCareTeamReports(body)),
});
