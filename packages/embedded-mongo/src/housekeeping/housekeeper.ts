import type { ServerContext } from '../commands/command.ts';
import { forgetOldStatements } from '../sessions/statement-record.ts';
import { expireDocuments } from './expiry.ts';
import { clearGarbage } from './garbage.ts';

/** Old statements are looked for in one round of so many. */
const statementRounds = 60;

/**
 * Ends what clients have left behind (cursors, sessions, transactions), removes documents whose time is over, and gives
 * back the room of what was dropped. One round at a time; `stop` waits for the one that is running.
 */
export class Housekeeper {
  readonly #context: ServerContext;
  readonly #timer: NodeJS.Timeout;
  #round: Promise<void> | undefined;
  #rounds = 0;

  constructor(context: ServerContext, intervalMs: number) {
    this.#context = context;
    this.#timer = setInterval(() => this.run(), intervalMs);
    this.#timer.unref();
  }

  /** Starts a round unless one is running. */
  run(): Promise<void> {
    this.#round ??= this.#work().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #work(): Promise<void> {
    const { store, cursors, sessions, stopping } = this.#context;
    try {
      cursors.expire();
      await sessions.expire();
      await expireDocuments(store, stopping);
      await clearGarbage(store, stopping);
      if (this.#rounds % statementRounds === 0) await forgetOldStatements(store);
      this.#rounds += 1;
    } catch {
      // A full disk fails clients' writes with a reason; this round's work is left for the next one.
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }
}
