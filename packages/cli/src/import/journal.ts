import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportFile } from './find-files.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';

/** How far a file had come when an import was cut short. */
export interface FileProgress {
  /** Entries before this place were acknowledged by the store. */
  upTo: number;
  isDone: boolean;
  readonly tally: Tally;
}

type Line =
  | { readonly run: 'begin' | 'resume' | 'end' }
  | { readonly file: string; readonly upTo: number; readonly tally: Tally }
  | { readonly file: string; readonly isDone: true };

/**
 * What an import has done, on disk before it goes on: one line for each batch that the store acknowledged. The same import started again after
 * a crash goes on behind the last line; after its end it begins anew.
 */
export interface Journal {
  /** True when an unfinished import of the same paths is taken up again. */
  readonly isResumed: boolean;
  progressOf(file: ImportFile): FileProgress;
  acknowledge(file: ImportFile, upTo: number, tally: Tally): Promise<void>;
  fileDone(file: ImportFile): Promise<void>;
  /** The import is complete. */
  end(): Promise<void>;
  close(): Promise<void>;
}

export async function openJournal(folder: string, paths: readonly string[]): Promise<Journal> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${digest(JSON.stringify([...paths].sort())).slice(0, 32)}.ndjson`);
  const lines = unfinished(await readFile(path, 'utf8').catch(() => ''));
  const progress = progressIn(lines);
  const isResumed = lines.length > 0;
  const handle = await open(path, isResumed ? 'a' : 'w', 0o600);
  // Behind a line that a crash cut off, a new one must begin.
  const append = (line: Line) => appendLine(handle, line);
  if (isResumed) await handle.appendFile('\n');
  await append({ run: isResumed ? 'resume' : 'begin' });
  return {
    isResumed,
    progressOf: (file) => progress.get(keyOf(file)) ?? { upTo: 0, isDone: false, tally: emptyTally() },
    acknowledge: (file, upTo, tally) => append({ file: keyOf(file), upTo, tally }),
    fileDone: (file) => append({ file: keyOf(file), isDone: true }),
    end: () => append({ run: 'end' }),
    close: () => handle.close(),
  };
}

async function appendLine(handle: FileHandle, line: Line): Promise<void> {
  await handle.appendFile(`${JSON.stringify(line)}\n`);
  await handle.datasync();
}

/** A file that changed is another file. Its name may be a person's, so that only a digest is written down. */
const keyOf = ({ path, size, modifiedMs }: ImportFile): string => digest(JSON.stringify([path, size, modifiedMs])).slice(0, 32);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The lines of a run that did not end; none when the last one did. A line that a crash cut off is as good as not written. */
function unfinished(text: string): Line[] {
  const lines = text.split('\n').flatMap(parsed);
  return lines.some((line) => 'run' in line && line.run === 'end') ? [] : lines;
}

function parsed(text: string): Line[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}

function progressIn(lines: readonly Line[]): Map<string, FileProgress> {
  const progress = new Map<string, FileProgress>();
  for (const line of lines) {
    if (!('file' in line)) continue;
    const file = progress.get(line.file) ?? { upTo: 0, isDone: false, tally: emptyTally() };
    progress.set(line.file, file);
    if ('isDone' in line) file.isDone = true;
    else {
      file.upTo = line.upTo;
      addTally(file.tally, line.tally);
    }
  }
  return progress;
}
