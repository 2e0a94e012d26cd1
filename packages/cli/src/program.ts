import { HealthGraphError } from '@health-graph/errors';
import { Command, CommanderError } from 'commander';
import { CommandFailed } from './command-failed.ts';

/** A command of the program; its code is loaded when it is asked for. */
export interface LoadedCommand {
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 not understood. */
export async function runWith(argv: readonly string[], commands: readonly LoadedCommand[]): Promise<number> {
  const program = await buildProgram(argv[0], commands);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, argv.includes('--json'));
  }
}

async function buildProgram(asked: string | undefined, commands: readonly LoadedCommand[]): Promise<Command> {
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
