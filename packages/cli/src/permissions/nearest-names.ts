/** Names that somebody who wrote `wanted` may have meant, the nearest first: few letters away, or the same field of another type. */
export function nearestNames(wanted: string, names: readonly string[], limit = 5): readonly string[] {
  const fieldOf = (name: string): string => name.slice(name.indexOf('.') + 1).toLowerCase();
  const far = Math.max(3, Math.floor(wanted.length / 3));
  return names
    .map((name) => {
      const distance = lettersApart(wanted.toLowerCase(), name.toLowerCase());
      return { name, distance: fieldOf(name) === fieldOf(wanted) ? Math.min(distance, far) : distance };
    })
    .filter(({ distance }) => distance <= far)
    .sort((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function lettersApart(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, letterOther] of [...other].entries()) {
      const changed = (row[at] ?? 0) + (letter === letterOther ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
