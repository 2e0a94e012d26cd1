import { resolve } from 'node:path';
import { BackupRefused, type BackupResult, backup, FolderInUse, restore } from '@health-graph/embedded-mongo';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { openDataFolder, writeState } from '../graph/data-folder.ts';
import { printResult } from '../print-result.ts';

interface BackupOptions {
  readonly data: string;
  readonly json?: true;
}

interface RestoreOptions extends BackupOptions {
  readonly replace?: true;
}

const onlyEmbedded = '\nOnly for the embedded store; a MongoDB server that MONGODB_URL names has tools of its own (mongodump, snapshots).';

/** `health-graph backup`: a copy of the embedded store, while the graph may go on working. */
export const backupCommand = new Command('backup')
  .description('copy the embedded store into an empty folder; the graph may go on working meanwhile')
  .argument('<target>', 'an empty folder, or one to be made')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--json', 'print one JSON object')
  .addHelpText(
    'after',
    `${onlyEmbedded}\nThe copy is one moment's state, synced, read back and its indexes compared before the command ends with 0.`,
  )
  .action(async (target: string, options: BackupOptions) => {
    const folder = await openDataFolder(options.data);
    const result = await explained(() => backup(folder.storeFolder, resolve(target)));
    printResult(options, { ...result, target: resolve(target) }, [`${sizes(result)} copied to ${resolve(target)} and verified.`]);
  });

/** `health-graph restore`: a backup becomes the store of a data folder. */
export const restoreCommand = new Command('restore')
  .description('put a backup into the data folder; no graph may be running on it')
  .argument('<source>', 'a folder that `health-graph backup` filled')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--replace', 'replace the store that is there')
  .option('--json', 'print one JSON object')
  .addHelpText('after', `${onlyEmbedded}\nThe old store goes only when the new one is copied, synced and verified.`)
  .action(async (source: string, options: RestoreOptions) => {
    const folder = await openDataFolder(options.data);
    const result = await explained(() => restore(resolve(source), folder.storeFolder, { replace: options.replace === true }));
    await writeState(folder, 'seed.json', { people: 0, isDone: true }); // What was restored is never seeded over.
    printResult(options, { ...result, source: resolve(source) }, [`${sizes(result)} restored into ${folder.path} and verified.`]);
  });

function sizes({ bytes, collections, records }: BackupResult): string {
  return `${records.toLocaleString('en')} records of ${collections} collections (${(bytes / 1e6).toFixed(1)} MB)`;
}

async function explained(work: () => Promise<BackupResult>): Promise<BackupResult> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof BackupRefused || cause instanceof FolderInUse) throw new CommandFailed(cause.message, {}, { cause });
    throw cause;
  }
}
