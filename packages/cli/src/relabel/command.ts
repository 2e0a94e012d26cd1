import { Command } from 'commander';
import { openFolderStore } from '../graph/folder-store.ts';
import { createProgress } from '../graph/progress.ts';
import { subgraphNames } from '../graph/start-graph.ts';
import { printResult } from '../print-result.ts';
import { codeListsNow } from './code-lists.ts';
import { relabelSubgraph } from './relabel-store.ts';

interface RelabelOptions {
  readonly data: string;
  readonly json?: true;
}

/** `health-graph relabel`: after the code lists changed. */
export const relabelCommand = new Command('relabel')
  .description('find anew which records are confidential beyond clinical, after the code lists changed')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--json', 'print one JSON object')
  .addHelpText(
    'after',
    '\nThe graph may go on working. A pass that was broken off goes on where it stopped, unless the lists changed meanwhile.',
  )
  .action(relabel);

async function relabel(options: RelabelOptions): Promise<void> {
  const folder = await openFolderStore(options.data);
  const progress = createProgress();
  try {
    const codeLists = await codeListsNow();
    const bySubgraph: Record<string, { readonly read: number; readonly changed: number }> = {};
    for (const name of subgraphNames) {
      bySubgraph[name] = await relabelSubgraph(folder, name, codeLists, ({ read }) =>
        progress.update(`${name}: ${read.toLocaleString('en')} read ...`),
      );
    }
    const [read, changed] = (['read', 'changed'] as const).map((count) =>
      Object.values(bySubgraph).reduce((sum, one) => sum + one[count], 0),
    );
    printResult(options, { read, changed, bySubgraph }, [
      `${read?.toLocaleString('en')} records read, ${changed?.toLocaleString('en')} of them have other labels now.`,
    ]);
  } finally {
    await folder.close();
  }
}
