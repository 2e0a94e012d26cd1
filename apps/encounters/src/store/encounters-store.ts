import {
  allergyIntolerance,
  carePlan,
  condition,
  diagnosticReport,
  documentReference,
  encounter,
  goal,
  imagingStudy,
  observation,
  procedure,
} from '@health-graph/records';
import { openRecordStore, type PermittedStore, type RecordStore, type StoreLocation } from '@health-graph/store';
import { labelsOf } from '@health-graph/terminology';
import { careTeamOutbox, reportCareTeams } from './care-team-outbox.ts';
import { notePresence, presenceOutbox } from './presence-outbox.ts';

const definitions = {
  AllergyIntolerance: allergyIntolerance,
  CarePlan: carePlan,
  Condition: condition,
  DiagnosticReport: diagnosticReport,
  DocumentReference: documentReference,
  Encounter: encounter,
  Goal: goal,
  ImagingStudy: imagingStudy,
  Observation: observation,
  Procedure: procedure,
} as const;

/** All records of this subgraph, in its own database. */
export type EncountersStore = RecordStore<typeof definitions>;

/** What of them one caller may see. */
export type PermittedEncounters = PermittedStore<typeof definitions>;

/** Connects, and creates what is missing of collections and indexes. `isOneOfSeveral`: the record locator has to be told what is held here. */
export const openStore = (location: StoreLocation, { isOneOfSeveral = false } = {}): Promise<EncountersStore> =>
  openRecordStore(location, {
    definitions,
    labelsOf,
    onWritten: async (...written) => {
      await reportCareTeams(...written);
      if (isOneOfSeveral) await notePresence(...written);
    },
    beside: [careTeamOutbox, ...(isOneOfSeveral ? [presenceOutbox] : [])],
  });
