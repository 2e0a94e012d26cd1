import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.ts';
import { type ConnectionOptions, withConnection } from './connection.ts';

/** What is checked or published. */
export interface PublicationOptions extends ConnectionOptions {
  readonly name: string;
  readonly url: string;
  readonly schema: readonly string[];
}

/** `check` and `publish` take the same. */
export function publicationCommand(name: string): Command {
  return withConnection(
    new Command(name)
      .requiredOption('--name <name>', 'of the subgraph')
      .requiredOption('--url <url>', 'where the subgraph answers')
      .requiredOption('--schema <file>', 'its SDL; may be repeated, the files are read one after the other', collect),
  );
}

export async function readPublication({ name, url, schema }: PublicationOptions) {
  const texts = await Promise.all(
    schema.map((file) =>
      readFile(file, 'utf8').catch((cause: unknown) => {
        throw new CommandFailed('The schema cannot be read.', { file }, { cause });
      }),
    ),
  );
  return { name, url, sdl: texts.join('\n') };
}

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
