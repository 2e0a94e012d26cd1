import { inOrder, loaderById } from '@health-graph/subgraph-kit';
import DataLoader from 'dataloader';
import { unitsByCodes } from './store/administrative-unit-queries.ts';
import type { PermittedPatients } from './store/patients-store.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Every batched look-up; made for each request, because what may be kept depends on who asks. */
export const createLoaders = (store: PermittedPatients) => ({
  patient: loaderById(store.collections.Patient.byIds),
  administrativeUnit: new DataLoader(async (codes: readonly string[]) =>
    inOrder(codes, await unitsByCodes(store, codes), ({ code }) => code),
  ),
});
