import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CommandFailed } from '../command-failed.ts';

const execute = promisify(execFile);

/** @throws {CommandFailed} when the program is not there or fails; with the end of what it said */
export async function runProgram(program: string, args: readonly string[], { cwd }: { readonly cwd: string }): Promise<void> {
  try {
    await execute(program, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const {
      code,
      stdout = '',
      stderr = '',
    } = cause as { readonly code?: string | number; readonly stdout?: string; readonly stderr?: string };
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
    const message = code === 'ENOENT' ? 'A program that is needed is not there.' : 'A program that is needed failed.';
    throw new CommandFailed(message, { program: program.split('/').at(-1) ?? program, lines: lines.slice(-10) }, { cause });
  }
}
