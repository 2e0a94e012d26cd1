/** Values that may stand beside a message: our own record ids, codes and numbers. Never a name, a national number or clinical text. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** Base of every error a caller may see. Anything else is masked as `INTERNAL_SERVER_ERROR`. */
export abstract class HealthGraphError extends Error {
  /** Stable and public: clients switch on it, never on the message. Listed in this package's README. */
  abstract readonly code: string;
  /** The HTTP status that fits when this error is the whole answer. */
  abstract readonly httpStatus: number;
  readonly details: ErrorDetails;

  /**
   * @param message a static sentence; what varies goes into `details`
   * @param options.cause the error this one explains; kept for logs, never sent to a caller
   */
  constructor(message: string, details: ErrorDetails = {}, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.details = details;
  }
}
