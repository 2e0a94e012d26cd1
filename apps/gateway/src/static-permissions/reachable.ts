/** `start` and all that is reached from it, each once, whatever circles there are. */
export function reachable(start: string, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([start]);
  // A Set gives what is added while it is walked, too.
  for (const name of found) for (const further of next(name)) found.add(further);
  return found;
}

/** Remembers what was found for each name. */
export function remembered<Found>(find: (name: string) => Found): (name: string) => Found {
  const known = new Map<string, Found>();
  return (name) => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name) as Found;
  };
}
