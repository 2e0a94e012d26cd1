import fs from 'node:fs';

/** What the apps write to standard error, past every stream of Node.js: their log writes to the descriptor itself. */
export interface CapturedLog {
  /** The lines since the last time, without what differs from one run to the next. */
  take(): readonly string[];
  restore(): void;
}

const differs = new Set(['time', 'pid', 'hostname', 'requestId', 'responseTime', 'durationMs', 'port']);

export function captureLog(): CapturedLog {
  const write = fs.writeSync;
  let text = '';
  fs.writeSync = ((fd: number, chunk: unknown, ...more: readonly unknown[]) => {
    if (fd !== 2) return (write as (...given: readonly unknown[]) => number)(fd, chunk, ...more);
    const written = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
    text += written;
    return Buffer.byteLength(written);
  }) as typeof fs.writeSync;
  return {
    take: () => {
      const lines = text.split('\n').filter((line) => line !== '');
      text = '';
      return lines.map((line) =>
        line.startsWith('{') ? JSON.stringify(JSON.parse(line), (name, member) => (differs.has(name) ? undefined : member)) : line,
      );
    },
    restore: () => {
      fs.writeSync = write;
    },
  };
}
