import { BadUserInput } from '@health-graph/errors';
import type { Consent } from '@health-graph/records';
import { type ConsentWish, planConsent } from '../model/consent.ts';
import { run } from './command.ts';
import { permitConsent } from './permit-consent.ts';
import type { Requester, Services } from './services.ts';
import { standingIn } from './standing-in.ts';

export interface GrantConsentInput extends ConsentWish {
  readonly idempotencyKey: string;
}

/** A patient, or the guardian, lets a facility see some of the patient's data. */
export async function grantConsent(services: Services, by: Requester, input: GrantConsentInput): Promise<Consent> {
  const id = services.newId('Consent');
  return run(services, by, { mutation: 'grantConsent', type: 'Consent', input }, async (transaction, at) => {
    const standing = await standingIn(transaction, services, by, { patientId: input.patientId, at });
    const deciding = permitConsent(by.caller, standing);
    const grantee = await transaction.get('Facility', input.granteeId);
    if (grantee === undefined || grantee.active === false) {
      throw new BadUserInput('There is no such facility in use.', { argument: 'granteeId' });
    }
    return planConsent(input, { id, ...deciding, at: at.toISOString() });
  });
}
