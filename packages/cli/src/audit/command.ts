import { Command } from 'commander';
import { exportLog } from './export-log.ts';
import { moment } from './moment.ts';
import { verifyAuditLog } from './verify.ts';

const verifyCommand = new Command('verify')
  .description('check every chain of the audit log against its hashes and its signed heads')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--anchor <file>', 'a file of signed heads, or more of them (default: those in the data folder)', collect, [])
  .option('--key <file>', 'the public key of the anchors (default: the one in the data folder)')
  .option('--json', 'print one JSON object')
  .addHelpText(
    'after',
    '\nNames every event that was changed, removed, inserted, reordered or cut, and ends with 1 when there is any.\nA copy of anchors and key on another machine shows also what somebody did who can write to this one.',
  )
  .action(verifyAuditLog);

const exportCommand = new Command('export')
  .description('write the log as FHIR R4 AuditEvents after IHE BALP, one line for each patient of each request')
  .option('--from <time>', 'from this year, month, day or moment on', moment('from'))
  .option('--to <time>', 'to the end of this year, month, day or moment', moment('until'))
  .option('--patient <id>', 'only what was asked about this patient')
  .option('--data <folder>', 'where the graph keeps its data', '.data')
  .option('--out <file>', 'write to a file instead of standard output')
  .option('--json', 'with --out: print one JSON object')
  .action(exportLog);

/** `health-graph audit`: for security staff. */
export const auditCommand = new Command('audit')
  .description('prove that the audit log is whole, and hand it over')
  .addCommand(verifyCommand)
  .addCommand(exportCommand);

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
