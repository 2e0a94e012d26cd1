import { HealthGraphError } from '@health-graph/errors';
import { Command, CommanderError } from 'commander';
import { CommandFailed } from './command-failed.ts';

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 not understood. */
export async function run(argv: readonly string[]): Promise<number> {
  const program = await buildProgram(argv[0]);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, argv.includes('--json'));
  }
}

/** Only the asked command's code is loaded: `--help` answers at once, and `up` keeps its supervisor small. */
const commands: readonly { readonly name: string; readonly load: () => Promise<Command> }[] = [
  { name: 'up', load: async () => (await import('./graph/up-command.ts')).upCommand },
  { name: 'gateway', load: async () => (await import('./graph/gateway-command.ts')).gatewayCommand },
  { name: 'token', load: async () => (await import('./token/command.ts')).tokenCommand },
  { name: 'import', load: async () => (await import('./import/command.ts')).importCommand },
  { name: 'export', load: async () => (await import('./export/command.ts')).exportCommand },
  { name: 'backup', load: async () => (await import('./backup/command.ts')).backupCommand },
  { name: 'restore', load: async () => (await import('./backup/command.ts')).restoreCommand },
  { name: 'relabel', load: async () => (await import('./relabel/command.ts')).relabelCommand },
  { name: 'audit', load: async () => (await import('./audit/command.ts')).auditCommand },
  { name: 'permissions', load: async () => (await import('./permissions/command.ts')).permissionsCommand },
  { name: 'operations', load: async () => (await import('./operations/command.ts')).operationsCommand },
  { name: 'init', load: async () => (await import('./init/command.ts')).initCommand },
  { name: 'conform', load: async () => (await import('./conform/command.ts')).conformCommand },
  { name: 'compose', load: async () => (await import('./schema/command.ts')).composeCommand },
];

async function buildProgram(asked: string | undefined): Promise<Command> {
  const program = new Command('health-graph')
    .description("One GraphQL graph for a province's health service.")
    .showHelpAfterError()
    .exitOverride();
  const wanted = commands.filter(({ name }) => name === asked);
  for (const { load } of wanted.length > 0 ? wanted : commands) program.addCommand(throwing(await load()));
  return program;
}

/** A command and those below it, which throw what commander would end the process for. */
function throwing(command: Command): Command {
  for (const below of command.commands) throwing(below);
  return command.exitOverride();
}

function report(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof CommandFailed || error instanceof HealthGraphError)) throw error;
  const { lines = [], ...rest }: CommandFailed['report'] =
    error instanceof CommandFailed ? error.report : { code: error.code, ...error.details };
  if (asJson) console.log(JSON.stringify({ error: error.message, ...rest }));
  else console.error([error.message, ...lines, ...details(rest)].join('\n'));
  return 1;
}

/** What stands beside a message, for a person: one line for each plain value. */
function details(rest: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(rest)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `  ${name}: ${value}`);
}
