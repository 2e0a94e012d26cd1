import type { Logger } from 'pino';

const perMinute = 60;

/**
 * Writes down that somebody came with a header which the gateway did not make for this endpoint, this request and this moment: one that was made up, or seen
 * elsewhere and used again. So many a minute: a flood of them must not fill the disk.
 */
export function refusedProofs(log: Logger, now: () => number): () => void {
  let minute = 0;
  let written = 0;
  return () => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) written = 0;
    minute = current;
    written += 1;
    if (written <= perMinute) log.warn({ security: 'refused-proof' }, 'A request did not carry the proof of the gateway that it claimed.');
  };
}
