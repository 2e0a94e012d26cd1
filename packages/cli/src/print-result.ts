/** One JSON object on standard output with `--json`, else lines for a person. */
export function printResult(
  options: { readonly json?: boolean },
  result: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  console.log(options.json ? JSON.stringify(result) : lines.join('\n'));
}
