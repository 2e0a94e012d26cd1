import { codeNameOf, type ErrorCodeName, errorCodes } from './codes.ts';

/** More that a failed command's answer carries beside code and message. */
export interface FailureDetails {
  /** Labels such as `TransientTransactionError`, which tell the driver what it may try again. */
  readonly errorLabels?: readonly string[];
  /** Further top-level fields of the answer: `keyPattern`, `keyValue`, `errInfo`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A command that cannot be done, answered with MongoDB's own code and code name. */
export class CommandFailure extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly errorLabels: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;

  /** `code` is a name from the table, or the number of an assertion that has no name. */
  constructor(code: ErrorCodeName | number, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CommandFailure';
    this.code = typeof code === 'number' ? code : errorCodes[code];
    this.codeName = codeNameOf(this.code);
    this.errorLabels = details.errorLabels ?? [];
    this.fields = details.fields ?? {};
  }
}
