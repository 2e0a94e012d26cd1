import type { ActorFacts, RelationshipFacts } from '@health-graph/permissions';
import { factsOf } from '../facts/facts-of.ts';
import type { Standing } from '../facts/standing.ts';
import { standingOf } from '../store/standing-query.ts';
import type { Transaction } from './command.ts';
import type { Requester, Services } from './services.ts';

/** How the requester stands to one patient, as the transaction sees it. */
export interface StandingThen {
  readonly standing: Standing | undefined;
  readonly mayAct: ActorFacts['mayAct'];
  readonly facts: RelationshipFacts;
}

export async function standingIn(
  { session }: Transaction,
  { store }: Services,
  { caller }: Requester,
  { patientId, at }: { readonly patientId: string; readonly at: Date },
): Promise<StandingThen> {
  const { accountId, act, facilityId } = caller;
  const standing = await standingOf(store, { accountId, act, facilityId, patientIds: [patientId], at, session });
  const { mayAct, ofPatient } = factsOf(caller, standing, [patientId], at);
  return { standing, mayAct, facts: ofPatient.get(patientId) ?? {} };
}
