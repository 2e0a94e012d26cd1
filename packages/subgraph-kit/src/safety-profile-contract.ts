import type { Caller } from '@health-graph/permissions';

/**
 * How pharmacy asks the gateway for a safety profile: `POST` of `{"patientId"}` to this path with a trust header that pharmacy's own keys sign, for
 * the endpoint `gateway`. The answer is `{"medicines", "allergies"}`, each a list or null.
 */
export const safetyProfilePath = '/internal/safety-profile';

/** The name under which the gateway is an endpoint of that question. */
export const gatewayEndpoint = 'gateway';

/** As whom pharmacy asks, for the account `act`. Nobody signs in with this account; the gateway takes it from pharmacy alone, and nothing else. */
export const safetyCheckCaller = (act: string): Caller & { readonly act: string } => ({
  accountId: 'system:safety-check',
  role: 'system',
  purpose: 'TREAT',
  scopes: ['system/AllergyIntolerance.r', 'system/MedicationRequest.r'],
  act,
});
