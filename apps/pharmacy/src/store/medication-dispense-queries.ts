import type { PageArguments } from '@health-graph/subgraph-kit';
import type { PermittedPharmacy } from './pharmacy-store.ts';

/** Medicines handed out to each patient, the newest first; one command for all patients. */
export const dispensesOfPatients =
  ({ collections }: PermittedPharmacy) =>
  (parentIds: readonly string[], page: PageArguments) =>
    collections.MedicationDispense.pagesByParent({ parentField: 'patientId', parentIds, ...page });

/** What was handed out under these requests, the newest first; one command. */
export const dispensesOfRequests = ({ collections }: PermittedPharmacy, requestIds: readonly string[]) =>
  collections.MedicationDispense.allBy('requestId', requestIds, { limit: mostRows });

/** A request has as many dispenses as it allows repeats, so no answer comes near; what remains is never computed from a part of them. */
const mostRows = 1_000_000;
