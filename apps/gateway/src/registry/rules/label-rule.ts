import { createScopeSet, type Requirement } from '@health-graph/permissions';
import type { FieldRequirements } from '../../static-permissions/field-requirements.ts';
import type { Finding } from './finding.ts';

/**
 * What is asked for at each field of the served supergraph is asked for in the next one too. Labels of several subgraphs are joined by AND before this
 * looks, so that whoever takes its label back weakens the field although others still have theirs.
 * @param mayWeaken fields whose class security staff agreed to lower
 */
export function weakenedLabels(
  before: readonly FieldRequirements[],
  after: readonly FieldRequirements[],
  mayWeaken: readonly string[],
): readonly Finding[] {
  const next = new Map(after.map((field) => [coordinateOf(field), field.requirements]));
  return before.flatMap((field) => {
    const coordinate = coordinateOf(field);
    const requirements = next.get(coordinate);
    if (requirements === undefined || mayWeaken.includes(coordinate)) return [];
    const lost = field.requirements.filter((old) => !requirements.some((one) => implies(one, old)));
    return lost.slice(0, 1).map((old): Finding => ({ code: 'WEAKENS_CLASS', coordinate, reason: reasonOf(old) }));
  });
}

const coordinateOf = ({ type, field }: FieldRequirements): string => `${type}.${field}`;

/** Whether everybody who meets `one` meets `other`. */
function implies(one: Requirement, other: Requirement): boolean {
  if (other.kind === 'authenticated') return true; // Whoever meets anything at all has signed in.
  if (one.kind !== other.kind) return false;
  if (other.kind === 'scopes') return one.anyOf.every((group) => createScopeSet(group).satisfies(other.anyOf));
  return one.anyOf.every((group) => other.anyOf.some((asked) => asked.every((name) => group.includes(name))));
}

function reasonOf(lost: Requirement): string {
  if (lost.kind === 'authenticated') return 'It asks for sign-in now, and would not any more.';
  const groups = lost.anyOf.map((group) => group.join(' and ')).join(' or ');
  return lost.kind === 'policy' ? `It is ${groups} now, and would not be any more.` : `It asks for ${groups} now, and would ask for less.`;
}
