import { Forbidden, PermissionsUnavailable } from '@health-graph/errors';
import type { ActorFacts } from '@health-graph/permissions';
import {
  type AttestedCallers,
  type FactsOf,
  type FactsQuestion,
  factsToJson,
  type InternalRoute,
  maxPatients,
  questionFromJson,
} from '@health-graph/subgraph-kit';
import type { IdentityStore } from '../store/identity-store.ts';
import { standingOf } from '../store/standing-query.ts';
import { factsOf } from './facts-of.ts';
import { factsOfSafetyCheck, isSafetyCheck } from './safety-check-facts.ts';
import { patientsOf } from './standing.ts';

/**
 * `POST /internal/facts`: how a caller stands to patients now; nothing is kept between two questions. A partner is told it for callers only for whom the gateway
 * has just asked it, so that it can neither look people up at will nor take another's place.
 */
export const factsRoute =
  (store: IdentityStore, now: () => number, callers: AttestedCallers): InternalRoute =>
  async (body, { partner, gatewayHeader }) => {
    const question = questionFromJson(body);
    if (partner !== undefined) await checkPartner(partner, gatewayHeader, question, callers);
    return factsToJson(await answerTo(store, question, new Date(now())));
  };

async function checkPartner(
  partner: string,
  gatewayHeader: string | undefined,
  { caller, patientIds }: FactsQuestion,
  callers: AttestedCallers,
) {
  if (patientIds === 'related') throw new Forbidden('A partner asks about patients by name.');
  await callers.check(partner, gatewayHeader, caller);
}

/** Identity's own facts, without going over the wire. */
export const ownFacts =
  (store: IdentityStore, now: () => number): FactsOf =>
  (caller) => ({
    of: (patientIds) => answerTo(store, { caller, patientIds }, new Date(now())),
    ofRelated: () => answerTo(store, { caller, patientIds: 'related' }, new Date(now())),
  });

async function answerTo(store: IdentityStore, { caller, patientIds: asked }: FactsQuestion, at: Date): Promise<ActorFacts> {
  if (isSafetyCheck(caller)) return factsOfSafetyCheck(await standingOf(store, { accountId: caller.act ?? '', patientIds: [], at }));
  const { accountId, act, facilityId } = caller;
  const standing = await standingOf(store, { accountId, act, facilityId, patientIds: asked === 'related' ? undefined : asked, at });
  const patientIds = asked === 'related' ? (standing === undefined ? [] : patientsOf(standing)) : asked;
  if (patientIds.length > maxPatients)
    throw new PermissionsUnavailable('The caller has to do with too many patients.', { limit: maxPatients });
  return factsOf(caller, standing, patientIds, at);
}
