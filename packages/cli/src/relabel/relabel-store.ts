import { type RecordDefinition, recordDefinitions, type SubgraphName } from '@health-graph/records';
import { type Relabelled, recordStore } from '@health-graph/store';
import { labelsOf } from '@health-graph/terminology';
import type { FolderStore } from '../graph/folder-store.ts';

/** Labels everything that one subgraph keeps; its database bears its name. */
export async function relabelSubgraph(
  folder: FolderStore,
  subgraph: SubgraphName,
  codeLists: string,
  onProgress: (so: Relabelled) => void,
): Promise<Relabelled> {
  const all: readonly RecordDefinition[] = Object.values(recordDefinitions);
  const definitions = Object.fromEntries(all.filter((one) => one.subgraph === subgraph).map((one) => [one.type, one]));
  const store = recordStore(await folder.connect(subgraph), { definitions, labelsOf });
  try {
    return await store.relabel({ codeLists, onProgress });
  } finally {
    await store.close();
  }
}
