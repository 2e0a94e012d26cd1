/** A finding, as the registry tells it. */
export interface Finding {
  readonly code: string;
  readonly coordinate: string;
  readonly reason: string;
}

export interface Report {
  readonly isAccepted: boolean;
  readonly findings: readonly Finding[];
  readonly hints: readonly string[];
  readonly changes: readonly { readonly coordinate: string; readonly message: string; readonly isBreaking: boolean }[];
}

/** For a person: what is wrong, each with its reason, or what clients will see. */
export function reportLines({ findings, changes, hints }: Report): readonly string[] {
  return [
    ...findings.flatMap(({ code, coordinate, reason }) => [`  ${code}  ${coordinate}`, `    ${reason}`]),
    ...(findings.length > 0 || changes.length === 0 ? [] : ['Clients would see:']),
    ...(findings.length > 0
      ? []
      : changes.map(({ message, isBreaking }) => `  ${message}${isBreaking ? ' (nobody used it for 30 days)' : ''}`)),
    ...hints.map((hint) => `  hint: ${hint}`),
  ];
}
