import { hash } from 'node:crypto';

/** A composed supergraph, as it is to be served. */
export interface SupergraphText {
  /** Follows from the text alone, so that replicas can be compared whatever their source is. */
  readonly version: string;
  readonly sdl: string;
}

/** Whoever serves what a source gives. */
export interface SupergraphListener {
  /** Told of each text that is not the one before; the source waits for nothing. */
  changed(next: SupergraphText): void;
  /** There may be another text, and it cannot be had; what was had last is served on. Told once, until it can be had again. */
  failed(failure: unknown): void;
}

/** Where the supergraph comes from: a text, a watched file, the registry. */
export interface SupergraphSource {
  /** What is to be served now. Rejects when it cannot be had, and then a gateway does not start. */
  current(): Promise<SupergraphText>;
  /**
   * Begins to look for changes; gives the function that stops to look. What changed between `current` and this call is told, too. A listener that
   * is told the same text again serves on.
   */
  onChange(listener: SupergraphListener): () => void;
}

/** Enough of SHA-256 to tell versions apart, and short enough to be read aloud. */
const versionLength = 16;

export function supergraphText(sdl: string): SupergraphText {
  return { version: hash('sha256', sdl, 'hex').slice(0, versionLength), sdl };
}

/** A text that stays as it is. */
export function fixedSource(sdl: string): SupergraphSource {
  const text = supergraphText(sdl);
  return { current: async () => text, onChange: () => () => undefined };
}
