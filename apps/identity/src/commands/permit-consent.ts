import { AssuranceLevelTooLow, Forbidden } from '@health-graph/errors';
import type { Caller } from '@health-graph/permissions';
import type { Consent } from '@health-graph/records';
import { ownerOf } from '../model/own-account.ts';
import type { StandingThen } from './standing-in.ts';

/** In whose name a consent is decided. */
export type Deciding = Pick<Consent, 'grantedBy' | 'performerId'>;

/**
 * Who decides about a patient's consents: the patient, or the guardian, each with a proven identity.
 * @throws {AssuranceLevelTooLow} before anything is said of a patient
 * @throws {Forbidden} for everybody else, whether there is such a patient or not
 */
export function permitConsent({ assuranceLevel }: Caller, { standing, facts }: StandingThen): Deciding {
  if (assuranceLevel !== 2) throw new AssuranceLevelTooLow('A consent asks for a proven identity.', { minimum: 2 });
  const performerId = standing === undefined ? undefined : ownerOf(standing.account);
  if (performerId !== undefined && facts.self === true) return { grantedBy: 'SELF', performerId };
  if (performerId !== undefined && facts.guardian === true) return { grantedBy: 'GUARDIAN', performerId };
  throw new Forbidden('Only the patient or the guardian decides about a consent.');
}
