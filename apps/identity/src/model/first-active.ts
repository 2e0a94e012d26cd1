/** Of several that share a code, as merged facilities do, the first that is still active, else the first. */
export const firstActive = <Row extends { readonly active?: boolean }>(rows: readonly Row[]): Row | undefined =>
  rows.find(({ active }) => active !== false) ?? rows[0];
