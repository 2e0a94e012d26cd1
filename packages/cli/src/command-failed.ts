/** A command that ends with exit code 1 and a reason for its user; no fault of the program. */
export class CommandFailed extends Error {
  /** What `--json` prints beside the reason; `lines` is what a person reads below it. */
  readonly report: Readonly<Record<string, unknown>> & { readonly lines?: readonly string[] };

  constructor(message: string, report: CommandFailed['report'] = {}, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'CommandFailed';
    this.report = report;
  }
}
