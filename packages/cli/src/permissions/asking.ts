import { type ActorFacts, type Caller, callerFromJson, type Purpose, type Role } from '@health-graph/permissions';
import { isRecordId } from '@health-graph/records';
import { factsClient } from '@health-graph/subgraph-kit';
import { CommandFailed } from '../command-failed.ts';
import { openDataFolder } from '../graph/data-folder.ts';
import { readRuntime } from '../graph/runtime-file.ts';
import { askToken } from '../token/ask-token.ts';

/** Who is asked about, as the command line says it. */
export interface AskedAbout {
  readonly account: string;
  readonly role?: Role;
  readonly purpose?: Purpose;
  readonly scopes: readonly string[];
  readonly patientId?: string;
}

/** An account of a running graph, as the gateway would see it, and what identity knows of it. */
export interface Asking {
  readonly caller: Caller;
  readonly facts: ActorFacts;
}

/**
 * Asks the identity of the graph that runs on a data folder, as a token and a fetch would.
 * @throws {CommandFailed} when none runs, or there is no such account
 */
export async function askIdentity(data: string, { account, role, purpose, scopes, patientId }: AskedAbout): Promise<Asking> {
  if (patientId !== undefined && !isRecordId(patientId))
    throw new CommandFailed('That is no id of a patient: ids are those of Patient.id in the graph.', { patient: patientId });
  const folder = await openDataFolder(data);
  const running = await readRuntime(folder);
  if (running === undefined)
    throw new CommandFailed('No graph runs on this folder; start it with health-graph up, or ask with --role and --purpose.', {
      folder: folder.path,
    });
  const identity = { url: running.subgraphs.identity.url, secret: folder.internalSecret };
  const { accessToken } = await askToken(identity, {
    username: account,
    scopes,
    ...(role && { role }),
    ...(purpose && { purpose }),
  });
  const caller = callerIn(accessToken);
  const client = factsClient(identity);
  try {
    return { caller, facts: await client.ask({ caller, patientIds: patientId === undefined ? [] : [patientId] }) };
  } finally {
    await client.close();
  }
}

/** The claims of a token that this installation's own identity gave a moment ago; nothing is decided by them but what is printed. */
function callerIn(token: string): Caller {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const caller = callerFromJson(claims as Readonly<Record<string, unknown>>);
  if (caller === undefined) throw new CommandFailed('The token of identity cannot be read.');
  return caller;
}
