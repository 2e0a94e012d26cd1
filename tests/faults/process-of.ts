import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A process that `health-graph up` starts below itself. */
export type GraphRole = 'gateway' | 'store' | 'subgraphs';

/** The process of a role of the graph whose supervisor is `parent`. */
export async function processOf(role: GraphRole, parent: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  for (const line of stdout.split('\n')) {
    const [pid = '', ppid, ...command] = line.trim().split(/\s+/);
    if (Number(ppid) === parent && command.some((word) => word.endsWith(`/roles/${role}.ts`))) return Number(pid);
  }
  throw new Error(`The graph has no process of the ${role}.`);
}
