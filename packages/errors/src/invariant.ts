/** States what must hold; a failure is a bug of ours, not an answer for a caller. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
