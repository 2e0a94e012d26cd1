import { Forbidden, Unauthenticated } from '@health-graph/errors';
import { isLabel, type Label, type RequestPermissions } from '@health-graph/permissions';
import { type Loaders, loadInteractions } from '../loaders.ts';
import { checkPrescription, type OnRecord, type PrescriptionCheck } from '../model/check-prescription.ts';
import { type Proposed, proposalOf } from '../model/proposal.ts';
import type { CheckRate } from '../safety/check-rate.ts';
import type { DeliveredItem, SafetyProfileSource } from '../safety/profile-source.ts';
import { mayCheckPrescriptions } from '../safety/who-may-check.ts';

/** What a check needs of its request. */
export interface CheckServices {
  readonly permissions: RequestPermissions;
  readonly requestId: string;
  readonly loaders: Loaders;
  readonly profiles: SafetyProfileSource;
  readonly rate: CheckRate;
}

/**
 * Permit, count, ask for the profile, decide. Who has nothing to do with the patient is refused before anything is asked, in the same words
 * whether there is such a patient or not.
 */
export async function checkPrescriptionFor(
  { permissions, requestId, loaders, profiles, rate }: CheckServices,
  proposed: Proposed,
): Promise<PrescriptionCheck> {
  const { patientId } = proposed;
  const accountId = await permitted(permissions, patientId);
  rate.take(accountId, patientId);
  const [profile, products] = await Promise.all([
    profiles.of({ patientId, onBehalfOf: accountId, requestId }),
    Promise.all(proposed.medicationIds.map((id) => loaders.medication.load(id))),
  ]);
  const proposal = proposalOf(proposed, products);
  const listed = await loadInteractions(loaders, [...new Set(proposal.medicines.flat())]);
  const seen = (item: DeliveredItem) => asSeen(item, patientId, permissions);
  return checkPrescription(proposal, { medicines: profile.medicines?.map(seen), allergies: profile.allergies?.map(seen) }, listed);
}

/** The account of a caller who may read this patient's medicines, those that no code raises at least. */
async function permitted(permissions: RequestPermissions, patientId: string): Promise<string> {
  const { caller } = permissions;
  if (caller === undefined) throw new Unauthenticated('Nobody signed in.');
  if (mayCheckPrescriptions(caller)) {
    await permissions.learn([patientId]);
    if (permissions.standingTo({ patientId, labels: [] }).decide(['clinical']).outcome === 'permit') return caller.accountId;
  }
  throw new Forbidden('Prescriptions of this patient are not the caller’s to check.');
}

/** Hidden is what the caller could not read as a row of a chart. A label that is none of the closed list hides too. */
function asSeen(
  { substances, isRecognised, labels, facilityId, departmentId }: DeliveredItem,
  patientId: string,
  permissions: RequestPermissions,
): OnRecord {
  const known = labels.filter((label): label is Label => isLabel(label));
  const row = { patientId, labels: known, ...(facilityId && { facilityId }), ...(departmentId && { departmentId }) };
  const isShown = known.length === labels.length && permissions.standingTo(row).decide(['clinical']).outcome === 'permit';
  return { substances, isRecognised, isHidden: !isShown };
}
