import { classesOf, isExternal, typesOf } from '@health-graph/composition';
import type { DocumentNode } from 'graphql';
import type { Finding } from './finding.ts';

export interface FormerQuestion {
  /** Earlier versions of the subgraph. */
  readonly formers: readonly DocumentNode[];
  readonly next: DocumentNode;
  /** Coordinates of the supergraph that is served, whose labels are held against it. */
  readonly isServed: (coordinate: string) => boolean;
  readonly mayWeaken: readonly string[];
}

/** A field that was taken away comes back with the classes that it had: or it would be lowered in two publications instead of one. */
export function loweredSince({ formers, next, isServed, mayWeaken }: FormerQuestion): readonly Finding[] {
  const before = new Map<string, ReadonlySet<string>>();
  for (const [coordinate, classes] of formers.flatMap(labelsOf))
    before.set(coordinate, (before.get(coordinate) ?? new Set()).union(classes));
  return labelsOf(next).flatMap(([coordinate, classes]): readonly Finding[] => {
    if (isServed(coordinate) || mayWeaken.includes(coordinate)) return [];
    const lost = (before.get(coordinate) ?? new Set<string>()).difference(classes);
    if (lost.size === 0) return [];
    return [
      {
        code: 'WEAKENS_CLASS',
        coordinate,
        reason: `It was ${[...lost].sort().join(' and ')} in an earlier version, and would not be any more.`,
      },
    ];
  });
}

function labelsOf(document: DocumentNode): readonly (readonly [string, ReadonlySet<string>])[] {
  return typesOf(document).flatMap((type) =>
    type.fields
      .filter((field) => !isExternal(field))
      .map((field) => [`${type.name}.${field.name.value}`, new Set([...classesOf(type), ...classesOf(field)])] as const),
  );
}
