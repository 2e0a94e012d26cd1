import type { Verdict } from './check.ts';

const marks = { passed: 'ok    ', failed: 'FAILED', skipped: 'skip  ' } as const;

/** A table for people; what failed is told in full below it. */
export function reportLines(verdicts: readonly Verdict[]): readonly string[] {
  const width = Math.max(...verdicts.map(({ name }) => name.length));
  const rows = verdicts.map(({ name, outcome, seen }) => `${marks[outcome]}  ${name.padEnd(width)}  ${seen.slice(0, 100)}`);
  const failures = verdicts
    .filter(({ outcome }) => outcome === 'failed')
    .flatMap(({ name, expected, seen, why }) => ['', `${name}`, `  expected: ${expected}`, `  seen:     ${seen}`, `  why:      ${why}`]);
  return [...rows, ...failures, '', summaryOf(verdicts)];
}

function summaryOf(verdicts: readonly Verdict[]): string {
  const count = (asked: Verdict['outcome']) => verdicts.filter(({ outcome }) => outcome === asked).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped.`;
}
