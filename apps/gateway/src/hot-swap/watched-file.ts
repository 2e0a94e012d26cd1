import { readFile, stat } from 'node:fs/promises';
import { InvalidConfiguration } from '@health-graph/errors';
import { type SupergraphListener, type SupergraphSource, type SupergraphText, supergraphText } from './supergraph-source.ts';

export interface WatchedFileOptions {
  /** How often it is looked at; a change is taken when the file stayed as it is for as long. Default 250. */
  readonly everyMs?: number;
}

/**
 * A file whose changes are taken. It is looked at instead of waiting for the system's events, which network file systems and mounted configuration
 * do not send; and it is read when it rests, so that half of a text is no fault.
 */
export function watchedFile(path: string, { everyMs = 250 }: WatchedFileOptions = {}): SupergraphSource {
  let told: string | undefined;
  const read = async (): Promise<SupergraphText> => supergraphText(await readFile(path, 'utf8'));
  const current = async (): Promise<SupergraphText> => {
    const text = await read().catch(unreadable);
    told = text.version;
    return text;
  };
  const tellChange = async (listener: SupergraphListener): Promise<void> => {
    const text = await read();
    // Emptied by whoever writes it again.
    if (text.sdl === '' || text.version === told) return;
    told = text.version;
    listener.changed(text);
  };
  return { current, onChange: (listener) => watch({ path, everyMs, listener, tellChange: () => tellChange(listener) }) };
}

interface Watching {
  readonly path: string;
  readonly everyMs: number;
  readonly listener: SupergraphListener;
  readonly tellChange: () => Promise<void>;
}

function watch({ path, everyMs, listener, tellChange }: Watching): () => void {
  let isStopped = false;
  let isFailing = false;
  let seen: string | undefined;
  let taken: string | undefined;
  const look = async (): Promise<void> => {
    const stamp = await stampOf(path);
    const rests = stamp === seen;
    seen = stamp;
    if (!rests || stamp === taken || isStopped) return;
    await tellChange();
    taken = stamp;
    isFailing = false;
  };
  const fail = (failure: unknown): void => {
    if (!isFailing && !isStopped) listener.failed(failure);
    isFailing = true;
  };
  let timer: NodeJS.Timeout;
  const plan = (): void => {
    timer = setTimeout(() => void look().catch(fail).finally(next), everyMs).unref();
  };
  const next = (): void => {
    if (!isStopped) plan();
  };
  plan();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Another one after each way to change a file: in place, by renaming another over it, by pointing a link elsewhere. */
async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${dev} ${ino} ${size} ${mtimeNs}`;
}

function unreadable(cause: NodeJS.ErrnoException): never {
  throw new InvalidConfiguration(`The supergraph cannot be read (${cause.code ?? 'unknown'}).`, { setting: 'supergraphFile' }, { cause });
}
