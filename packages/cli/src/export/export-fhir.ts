import { NotFound } from '@health-graph/errors';
import { manifestsIn, recordIdOf, sharedEntries, subgraphOf, writeBundle } from '@health-graph/exchange';
import { isRecordId, type SourceDocument, type SubgraphName } from '@health-graph/records';
import type { SubgraphConnection } from '../import/subgraph-connection.ts';

/** All subgraphs that keep documents of a patient. */
const subgraphs: readonly SubgraphName[] = ['patients', 'encounters', 'pharmacy', 'identity', 'health-book'];

/**
 * The bundle that gives a patient's FHIR resources back. `patient` is the graph's id, or the id that the FHIR Patient came with.
 * @throws {NotFound} when nothing of this patient came as FHIR
 */
export async function exportFhir(connection: SubgraphConnection, patient: string): Promise<Generator<string>> {
  const patientId = isRecordId(patient) ? patient : recordIdOf('Patient', patient);
  const own = (await Promise.all(subgraphs.map((subgraph) => connection.documentsOfPatient(subgraph, patientId)))).flat();
  if (own.length === 0) throw new NotFound('There is no FHIR record of this patient.', { id: patientId });
  const manifests = manifestsIn(own);
  return writeBundle([...own, ...(await sharedDocuments(connection, sharedEntries(manifests, own)))], manifests);
}

async function sharedDocuments(
  connection: SubgraphConnection,
  entries: readonly { readonly type: string; readonly id: string }[],
): Promise<SourceDocument[]> {
  const ids = new Map<SubgraphName, string[]>();
  for (const { type, id } of entries) ids.set(subgraphOf(type), [...(ids.get(subgraphOf(type)) ?? []), id]);
  const found = await Promise.all([...ids].map(([subgraph, wanted]) => connection.documentsOf(subgraph, wanted)));
  return found.flatMap((documents) => [...documents.values()].flat());
}
