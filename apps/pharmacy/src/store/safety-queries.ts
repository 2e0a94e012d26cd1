import type { MedicationRequest } from '@health-graph/records';
import { type StoredDocument, translated } from '@health-graph/store';
import type { PharmacyStore } from './pharmacy-store.ts';

/** A prescribed medicine with the classes that its codes raise it to. */
export interface LabelledRequest {
  readonly request: MedicationRequest;
  readonly labels: readonly string[];
}

/** Nobody takes as many; a profile is never computed from a part of what there is. */
export const mostMedicines = 2_000;

/** Statuses of what may still be taken; `isCurrent` decides. */
const possibly = ['ACTIVE', 'ON_HOLD', 'UNKNOWN', 'COMPLETED', null];

/**
 * What these patients may still take, whoever asks: the one read of patients' rows that is not narrowed to what a caller may see. Only
 * `Patient.safetyMedicines` is made of it, whose class no person holds. One command. Undefined when there is more than can be read.
 */
export async function requestsForSafety(
  { collections }: PharmacyStore,
  patientIds: readonly string[],
): Promise<readonly LabelledRequest[] | undefined> {
  const { MedicationRequest: requests } = collections;
  const limit = mostMedicines * patientIds.length + 1;
  const documents = await translated(() =>
    requests.model
      .find({ patientId: { $in: [...patientIds] }, status: { $in: possibly } })
      .limit(limit)
      .batchSize(limit + 1)
      .lean<StoredDocument[]>()
      .exec(),
  );
  if (documents.length === limit) return undefined;
  return documents.map((document) => ({ request: requests.toRecord(document), labels: document.labels }));
}
