import { permitRecords, permitRecordsOfPatient, type RequestPermissions } from '@health-graph/permissions';
import { listLoader, loaderById, type PageArguments } from '@health-graph/subgraph-kit';
import { pageOf } from './page.ts';
import { rowClass, rowOf } from './store/session.ts';
import type { SessionStore } from './store/session-store.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Every batched lookup; made for each request, because what it gives depends on who asks. Nothing leaves the store but through `permit...`. */
export const createLoaders = (store: SessionStore, permissions: RequestPermissions) => ({
  session: loaderById(async (ids) => permitRecords(permissions, await store.byIds(ids), { rowClass, rowOf })),
  sessionsOf: listLoader(async (patientIds, page: PageArguments) => {
    const found = await store.ofPatients(patientIds);
    return Promise.all(
      patientIds.map(async (patientId) => {
        const records = found.get(patientId) ?? [];
        // A refusal is the answer of this patient alone.
        return permitRecordsOfPatient(permissions, patientId, { records, rowClass, rowOf })
          .then((permitted) => pageOf(permitted, page))
          .catch((refusal: Error) => refusal);
      }),
    );
  }),
});
