/** Ends an exhaustive switch: the compiler refuses a missing case, the run time a value the types do not know. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${typeof value}.`);
}
