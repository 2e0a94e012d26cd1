import { factsToJson, questionFromJson } from '@health-graph/subgraph-kit';
import type { IdentityStore } from '../store/identity-store.ts';
import { standingOf } from '../store/standing-query.ts';
import { factsOf } from './facts-of.ts';
import { factsOfSafetyCheck, isSafetyCheck } from './safety-check-facts.ts';

/** `POST /internal/facts`: how a caller stands to patients now; nothing is kept between two questions. */
export const factsRoute = (store: IdentityStore, now: () => number) => async (body: unknown) => {
  const { caller, patientIds } = questionFromJson(body);
  const at = new Date(now());
  if (isSafetyCheck(caller)) {
    return factsToJson(factsOfSafetyCheck(await standingOf(store, { accountId: caller.act ?? '', patientIds: [], at })));
  }
  const standing = await standingOf(store, { accountId: caller.accountId, facilityId: caller.facilityId, patientIds, at });
  return factsToJson(factsOf(caller, standing, patientIds, at));
};
