import { Forbidden, NotFound } from '@health-graph/errors';
import type { Consent } from '@health-graph/records';
import { revoked } from '../model/consent.ts';
import { run } from './command.ts';
import { permitConsent } from './permit-consent.ts';
import type { Requester, Services } from './services.ts';
import { standingIn } from './standing-in.ts';

export interface RevokeConsentInput {
  readonly consentId: string;
  readonly idempotencyKey: string;
}

/** Takes a consent back, whoever gave it: who comes of age takes back what the guardian gave. */
export async function revokeConsent(services: Services, by: Requester, input: RevokeConsentInput): Promise<Consent> {
  return run(services, by, { mutation: 'revokeConsent', type: 'Consent', input }, async (transaction, at) => {
    const consent = await transaction.get('Consent', input.consentId);
    const patientId = consent?.patientId ?? input.consentId; // Nobody stands in any way to an id that is no patient's.
    const standing = await standingIn(transaction, services, by, { patientId, at });
    unlessHidden(() => permitConsent(by.caller, standing));
    if (consent === undefined) throw noSuchConsent();
    return revoked(consent, at.toISOString());
  });
}

/** Whether there is such a consent is for nobody else to know. */
function unlessHidden(permit: () => unknown): void {
  try {
    permit();
  } catch (refusal) {
    throw refusal instanceof Forbidden ? noSuchConsent() : refusal;
  }
}

const noSuchConsent = () => new NotFound('There is no such consent.');
