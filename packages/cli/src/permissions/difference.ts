import { beyond, type Cell, type Condition, cellText, createScopeSet, purposes, roles, type Way } from '@health-graph/permissions';
import type { Matrix, MatrixField, MatrixGroup } from './matrix.ts';
import { scopesText } from './matrix-formats.ts';

/** What a change of schema or policies does to who may see what. */
export interface Difference {
  /** The widest first. */
  readonly opens: readonly Change[];
  readonly closes: readonly Change[];
  readonly newFields: readonly DescribedField[];
  readonly removedFields: readonly DescribedField[];
  readonly classes: readonly FieldChange[];
  readonly scopes: readonly (FieldChange & { readonly opens: boolean })[];
}

/** Fields, roles and purposes that the same happens to. */
export interface Change {
  readonly label?: string;
  readonly roles: readonly string[];
  readonly purposes: readonly string[];
  readonly fields: readonly string[];
  /** A cell's text, or `no such field`. */
  readonly before: string;
  readonly after: string;
}

export interface DescribedField {
  readonly field: string;
  readonly decidedBy: string;
}

export interface FieldChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export function compareMatrices(before: Matrix, after: Matrix): Difference {
  const old = new Map(before.fields.map((field) => [field.name, field]));
  const next = new Map(after.fields.map((field) => [field.name, field]));
  const both = after.fields.flatMap((field) => {
    const was = old.get(field.name);
    return was === undefined ? [] : [{ was, is: field }];
  });
  return {
    ...cellChanges(before, after),
    newFields: after.fields.filter(({ name }) => !old.has(name)).map(described),
    removedFields: before.fields.filter(({ name }) => !next.has(name)).map(described),
    classes: both
      .filter(({ was, is }) => was.decidedBy !== is.decidedBy)
      .map(({ was, is }) => changed(is.name, was.decidedBy, is.decidedBy)),
    scopes: both
      .filter(({ was, is }) => scopesText(was) !== scopesText(is))
      .map(({ was, is }) => ({ ...changed(is.name, scopesText(was), scopesText(is)), opens: letsInMore(is, was) })),
  };
}

/** Whether anything is opened to anybody. */
export const isOpening = ({ opens, scopes }: Difference): boolean => opens.length > 0 || scopes.some((scope) => scope.opens);

const described = ({ name, decidedBy }: MatrixField): DescribedField => ({ field: name, decidedBy });
const changed = (field: string, before: string, after: string): FieldChange => ({ field, before, after });

/** Whether some token with just enough scopes for `one` has too few for `other`. */
function letsInMore(one: MatrixField, other: MatrixField): boolean {
  const enough = one.scopes.reduce<readonly (readonly string[])[]>(
    (sets, anyOf) => sets.flatMap((set) => anyOf.map((group) => [...set, ...group])),
    [[]],
  );
  return enough.some((scopes) => {
    const granted = createScopeSet(scopes);
    return !other.scopes.every((anyOf) => granted.satisfies(anyOf));
  });
}

/** One cell that is not what it was. */
interface Cells {
  readonly label: string | undefined;
  readonly role: string;
  readonly purpose: string;
  readonly before: string;
  readonly after: string;
  readonly opened: Cell;
  readonly closed: Cell;
}

function cellChanges(before: Matrix, after: Matrix): Pick<Difference, 'opens' | 'closes'> {
  const olds = new Map(before.groups.map((group) => [group.name, group]));
  const news = new Map(after.groups.map((group) => [group.name, group]));
  const oldNames = new Map(before.fields.map(({ name, decidedBy }) => [name, decidedBy]));
  const newNames = new Map(after.fields.map(({ name, decidedBy }) => [name, decidedBy]));
  const names = [...new Set([...oldNames.keys(), ...newNames.keys()])].sort();
  const pairs = Map.groupBy(names, (name) => `${oldNames.get(name)}\n${newNames.get(name)}`);
  const found = [...pairs.values()].flatMap((fields) => {
    const was = olds.get(oldNames.get(fields[0] ?? '') ?? '');
    const is = news.get(newNames.get(fields[0] ?? '') ?? '');
    return compareGroups(was, is).map((cells) => ({ ...cells, fields }));
  });
  return {
    opens: widestFirst(found.filter(({ opened }) => opened.length > 0).map((cells) => ({ ...cells, ways: cells.opened }))),
    closes: widestFirst(found.filter(({ closed }) => closed.length > 0).map((cells) => ({ ...cells, ways: cells.closed }))),
  };
}

function compareGroups(was: MatrixGroup | undefined, is: MatrixGroup | undefined): readonly Cells[] {
  const labels = new Set([was, is].flatMap((group) => group?.standings.map(({ label }) => label) ?? []));
  // Rows that no code could raise were decided about as what they are.
  const standingOf = (group: MatrixGroup | undefined, label: string | undefined) =>
    group?.standings.find((standing) => standing.label === label) ?? group?.standings[0];
  return [...labels].flatMap((label) =>
    roles.flatMap((role) =>
      purposes.flatMap((purpose) => {
        const [old, next] = [was, is].map((group) => standingOf(group, label)?.cell(role, purpose) ?? []) as [Cell, Cell];
        const opened = beyond(next, old);
        const closed = beyond(old, next);
        if (opened.length === 0 && closed.length === 0) return [];
        const textOf = (group: MatrixGroup | undefined, cell: Cell) => (group === undefined ? 'no such field' : cellText(cell));
        return [{ label, role, purpose, before: textOf(was, old), after: textOf(is, next), opened, closed }];
      }),
    ),
  );
}

interface Weighed extends Cells {
  readonly fields: readonly string[];
  /** What is opened or closed. */
  readonly ways: Cell;
}

/** How many records a condition lets somebody see, roughly: everybody's, a facility's, a department's, of one's patients, one's own. */
const reachOf: Readonly<Record<Condition, number>> = {
  always: 5,
  sameFacility: 4,
  unitLead: 3,
  careTeam: 2,
  assigned: 2,
  consent: 2,
  breakGlass: 2,
  guardian: 1,
  self: 1,
};

/** Conditions that must hold together reach as far as the narrowest; `always` has none. Behind a mask, less is told. */
const reachOfWay = ({ when, shown }: Way): number =>
  Math.min(...when.map((condition) => reachOf[condition]), reachOf.always) - (shown === 'whole' ? 0 : 0.5);

/** Equal changes together; those that reach furthest first, then those of the most fields, roles and purposes. */
function widestFirst(cells: readonly Weighed[]): readonly Change[] {
  const reach = ({ ways }: Weighed): number => Math.max(...ways.map(reachOfWay));
  const alike = Map.groupBy(cells, (one) => [one.label, one.before, one.after, reach(one), one.role].join('\n'));
  const byRole = [...alike.values()].flatMap((same) => {
    const byField = new Map<string, Set<string>>();
    for (const { purpose, fields } of same) for (const field of fields) byField.set(field, (byField.get(field) ?? new Set()).add(purpose));
    const together = Map.groupBy(byField.keys(), (field) => [...(byField.get(field) ?? [])].join(' '));
    return [...together].flatMap(([found, fields]) => {
      const [first] = same;
      return first === undefined ? [] : [{ first, reach: reach(first), purposes: found.split(' '), fields: fields.sort() }];
    });
  });
  const groups = Map.groupBy(byRole, ({ first, reach: far, purposes: found, fields }) =>
    JSON.stringify([first.label, first.before, first.after, far, found, fields]),
  );
  const changes = [...groups.values()].flatMap((same) => {
    const [one] = same;
    if (one === undefined) return [];
    const { first, fields } = one;
    const held = same.map((each) => each.first.role);
    return [
      {
        far: one.reach,
        change: { ...labelled(first.label), roles: held, purposes: one.purposes, fields, before: first.before, after: first.after },
      },
    ];
  });
  const count = ({ roles: held, purposes: found, fields }: Change): number => held.length * found.length * fields.length;
  return changes.sort((one, other) => other.far - one.far || count(other.change) - count(one.change)).map(({ change }) => change);
}

const labelled = (label: string | undefined): { readonly label?: string } => (label === undefined ? {} : { label });
