import { Forbidden } from '@health-graph/errors';
import { parsePresenceReport } from '@health-graph/records';
import type { InternalRoute } from '@health-graph/subgraph-kit';
import type { PatientsStore } from '../store/patients-store.ts';
import { keepPresence } from '../store/presence.ts';

/** `POST /internal/presence`: what a hospital tells of whom it holds records of. A partner speaks for itself: its name is `<subgraph>.<endpoint>`. */
export const presenceRoute =
  ({ connection }: PatientsStore): InternalRoute =>
  async (body, { partner }) => {
    const report = parsePresenceReport(body);
    if (partner !== undefined && partner !== `${report.subgraph}.${report.endpoint}`)
      throw new Forbidden('A hospital tells of its own records only.');
    await keepPresence(connection, report);
    return { taken: report.patients.length };
  };
