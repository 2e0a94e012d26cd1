import type { AuditEvent, AuditWriter } from '@health-graph/audit';

/** Writes refused sign-ins down, each of them up to a bound, and the others of the same minute as one event that counts them. */
export interface RefusedSignIns {
  /** @throws {AuditUnavailable} when it could not be written */
  note(requestId: string): Promise<void>;
  /** Writes what was only counted so far. */
  close(): Promise<void>;
}

export interface RefusedSignInsOptions {
  readonly writer: Pick<AuditWriter, 'append'>;
  readonly now: () => Date;
  /** Events in one window at most, the counting one not included. Default 60. */
  readonly perWindow?: number;
  /** Default a minute. */
  readonly windowMs?: number;
}

/** A flood of wrong tokens must not become a flood of the log: it would hide what matters and fill the disk. */
export function createRefusedSignIns({ writer, now, perWindow = 60, windowMs = 60_000 }: RefusedSignInsOptions): RefusedSignIns {
  let written = 0;
  let counted = 0;
  let lastRequestId = '';
  let timer: NodeJS.Timeout | undefined;
  const event = (requestId: string, count?: number): AuditEvent => ({
    at: now().toISOString(),
    requestId,
    action: 'sign-in',
    outcome: 'refused',
    ...(count === undefined ? {} : { count }),
    entries: [],
  });
  const endWindow = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const count = counted;
    written = 0;
    counted = 0;
    if (count === 0) return;
    await writer.append(event(lastRequestId, count)).catch((failure: unknown) => {
      counted += count; // With the next window, rather than not at all.
      throw failure;
    });
  };
  const beginWindow = (): void => {
    timer ??= setTimeout(() => void endWindow().catch(beginWindow), windowMs).unref();
  };
  return {
    note: async (requestId) => {
      beginWindow();
      if (written < perWindow) {
        written += 1;
        return writer.append(event(requestId));
      }
      counted += 1;
      lastRequestId = requestId;
    },
    close: endWindow,
  };
}
