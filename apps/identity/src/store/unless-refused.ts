import { invariant } from '@health-graph/errors';
import type { IngestOutcome } from '@health-graph/records';

/** What a command writes is as its definition asks; if not, the command is wrong, and nothing of it is kept. */
export const unlessRefused = (outcomes: readonly IngestOutcome[]): void =>
  invariant(!outcomes.some(({ outcome }) => outcome === 'refused'), 'A record of a command is not as its definition asks.');
