/** Lets so many through at a time, and the others in the order in which they came. */
export interface Gates {
  /** Settles when there is a place behind the gate of this name; gives the function that leaves it. */
  enter(name: string): Promise<() => void>;
}

interface Gate {
  inside: number;
  readonly waiting: (() => void)[];
}

/**
 * One happening is an event for thousands of streams at once. Filled all at the same time, each would wait for the others with all that it holds; in
 * turns it costs the memory of a few. Each operation has a gate of its own, so that a slow subgraph holds up nobody who does not ask it.
 */
export function createGates(places: number): Gates {
  const gates = new Map<string, Gate>();
  const leave = (name: string, gate: Gate): void => {
    const next = gate.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    gate.inside -= 1;
    if (gate.inside === 0) gates.delete(name);
  };
  return {
    enter: async (name) => {
      const gate = gates.get(name) ?? { inside: 0, waiting: [] };
      gates.set(name, gate);
      if (gate.inside < places) gate.inside += 1;
      else await new Promise<void>((resolve) => gate.waiting.push(resolve));
      let isInside = true;
      return () => {
        if (isInside) leave(name, gate);
        isInside = false;
      };
    },
  };
}
