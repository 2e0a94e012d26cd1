import type { DocumentNode } from 'graphql';
import { type Element, effectiveGraph, graphNames } from './effective-graph.ts';
import type { Finding } from './finding.ts';
import { type Grant, isClaimed, isNamed } from './grant.ts';

export interface GrantQuestion {
  readonly grant: Grant;
  /** The subgraph that is published. */
  readonly subgraph: string;
  /** The supergraph that is served, and the one that would be. */
  readonly before: DocumentNode;
  readonly after: DocumentNode;
}

/** What composition brings along for the directives that partners may use; any other can change what the gateway does. */
const knownDirectives: ReadonlySet<string> = new Set(
  ['authenticated', 'requiresScopes', 'policy', 'tag', 'inaccessible', 'cost', 'listSize'].map((name) => `@${name}`),
);

/**
 * A publication changes nothing of the graph outside of its grant, whatever it writes: the two supergraphs are compared, not the SDL, so that a label made
 * stricter, an argument that composition drops, a field hidden or taken over are all found by the same look.
 */
export function outsideGrant({ grant, subgraph, before: old, after: next }: GrantQuestion): readonly Finding[] {
  const [before, after] = [byName(old), byName(next)];
  const coordinates = new Set([...before.keys(), ...after.keys()]);
  return [...coordinates].flatMap((coordinate) => {
    const change = { coordinate, before: before.get(coordinate), after: after.get(coordinate), subgraph, grant };
    return findingOf(change) ?? [];
  });
}

interface Change {
  readonly coordinate: string;
  readonly before: Element | undefined;
  readonly after: Element | undefined;
  readonly subgraph: string;
  readonly grant: Grant;
}

function findingOf({ coordinate, before, after, subgraph, grant }: Change): Finding | undefined {
  const outside = (reason: string): Finding => ({ code: 'OUTSIDE_GRANT', coordinate, reason });
  const shadows = (reason: string): Finding => ({ code: 'SHADOWS_FIELD', coordinate, reason });
  if (before === undefined) {
    if (coordinate.startsWith('@'))
      return knownDirectives.has(coordinate) ? undefined : outside('The directive is none that a partner may use.');
    return isClaimed(grant, coordinate) ? undefined : outside('It is new, and not among what this publisher may claim.');
  }
  if (after === undefined) {
    if (coordinate.startsWith('@')) return undefined;
    return isClaimed(grant, coordinate) ? undefined : outside('It would be gone, and is not among what this publisher may claim.');
  }
  const others = before.owners.difference(new Set([subgraph]));
  if (!others.isSubsetOf(after.owners) && !isNamed(grant, coordinate)) return shadows(`It would be taken from ${namesOf(others)}.`);
  const joins = after.owners.has(subgraph) && !before.owners.has(subgraph);
  if (joins && !after.isShared && !isNamed(grant, coordinate)) return shadows(`It is given by ${namesOf(others)} already.`);
  if (before.text === after.text || isClaimed(grant, coordinate)) return undefined;
  return outside(`It is given by ${namesOf(others)}, and would be another: ${after.text.trim()}`);
}

const namesOf = (names: ReadonlySet<string>): string => [...names].sort().join(', ') || 'nobody else';

/** With the subgraphs' own names: those of the supergraph may change when another subgraph comes. */
function byName(document: DocumentNode): ReadonlyMap<string, Element> {
  const names = new Map([...graphNames(document)].map(([name, value]) => [value, name]));
  return new Map(
    [...effectiveGraph(document)].map(([coordinate, element]) => [
      coordinate,
      { ...element, owners: new Set([...element.owners].map((owner) => names.get(owner) ?? owner)) },
    ]),
  );
}
