import { stderr } from 'node:process';

/** Tells on standard error how far long work has come: one line that is rewritten on a terminal, a line every two seconds elsewhere. */
export interface Progress {
  update(text: string): void;
  /** Leaves `text` as the last word on this piece of work. */
  done(text: string): void;
}

const quietMs = 2_000;

export function createProgress(isTerminal = stderr.isTTY === true): Progress {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    update: (text) => {
      const nowMs = performance.now();
      if (nowMs - lastMs < (isTerminal ? 80 : quietMs)) return;
      lastMs = nowMs;
      stderr.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    done: (text) => {
      lastMs = Number.NEGATIVE_INFINITY;
      stderr.write(isTerminal ? `\r\u001b[K${text}\n` : `${text}\n`);
    },
  };
}
