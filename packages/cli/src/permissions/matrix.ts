import {
  type Cell,
  cellOf,
  cellText,
  type FieldQuestion,
  type Label,
  labels,
  type PolicyTable,
  type PolicyTableOptions,
  type Purpose,
  parsePolicyTable,
  purposes,
  type Role,
  roles,
} from '@health-graph/permissions';
import { type GraphField, readGraphFields } from './graph-field.ts';
import type { SchemaSource } from './schema-source.ts';

/** Every field x role x purpose of a graph. */
export interface Matrix {
  readonly fields: readonly MatrixField[];
  /** By `decidedBy`, in order. */
  readonly groups: readonly MatrixGroup[];
}

export interface MatrixField extends GraphField {
  /** The name of the group whose cells are this field's. */
  readonly decidedBy: string;
}

/** Fields about which the same is decided, whatever they are called. */
export interface MatrixGroup {
  readonly name: string;
  /** Rows that no code raises first, then one for each label where codes can raise them. */
  readonly standings: readonly MatrixStanding[];
}

export interface MatrixStanding {
  readonly label?: Label;
  cell(role: Role, purpose: Purpose): Cell;
}

/** @throws {InvalidConfiguration} when the supergraph or the policy table cannot be read */
export function buildMatrix({ supergraph, policies }: Pick<SchemaSource, 'supergraph' | 'policies'>, options?: PolicyTableOptions): Matrix {
  const table = parsePolicyTable(policies, options);
  const fields = readGraphFields(supergraph)
    .map((field) => ({ ...field, decidedBy: groupName(field) }))
    .sort((one, other) => inOrder(one.name, other.name));
  const groups = [...new Map(fields.map((field) => [field.decidedBy, field])).values()];
  return { fields, groups: groups.map((field) => groupOf(table, field)).sort((one, other) => inOrder(one.name, other.name)) };
}

/** The same on every machine, whatever its language. */
const inOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function groupName({ classes, row, kind, isRaised }: GraphField): string {
  const own = classes.join(' & ');
  const ofRow = row === undefined || classes.includes(row) ? '' : ` in ${row} rows`;
  return `${own}${ofRow}${kind === undefined ? '' : ` (${kind})`}${isRaised ? ' + labels' : ''}`;
}

function groupOf(table: PolicyTable, field: MatrixField): MatrixGroup {
  return {
    name: field.decidedBy,
    standings: [undefined, ...(field.isRaised ? labels : [])].map((label) => standing(table, questionOf(field, label))),
  };
}

/** What the engine is asked about a field. */
export const questionOf = ({ row, classes, kind }: GraphField, label: Label | undefined): FieldQuestion => ({
  classes,
  ...(row === undefined ? {} : { row }),
  ...(kind === undefined ? {} : { kind }),
  ...(label === undefined ? {} : { label }),
});

function standing(table: PolicyTable, question: FieldQuestion): MatrixStanding {
  const cells = new Map(
    roles.flatMap((role) => purposes.map((purpose) => [`${role} ${purpose}`, cellOf(table, { role, purpose }, question)] as const)),
  );
  return {
    ...(question.label === undefined ? {} : { label: question.label }),
    cell: (role, purpose) => cells.get(`${role} ${purpose}`) ?? [],
  };
}

/** Roles and purposes that a standing decides about alike. */
export interface MatrixLine {
  readonly roles: readonly string[];
  readonly purposes: readonly string[];
  readonly decision: string;
}

/** Equal cells together; whoever and whatever is not named is `never`, which the last line says. */
export function linesOf({ cell }: MatrixStanding): readonly MatrixLine[] {
  const byRole = roles.flatMap((role) => {
    const byDecision = Map.groupBy(purposes, (purpose) => cellText(cell(role, purpose)));
    return [...byDecision].filter(([decision]) => decision !== 'never').map(([decision, found]) => ({ role, purposes: found, decision }));
  });
  const alike = Map.groupBy(byRole, ({ purposes: found, decision }) => `${found.join(' ')} ${decision}`);
  const lines = [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const all = { roles: same.length === roles.length ? ['any'] : same.map(({ role }) => role) };
    return [{ ...all, purposes: first.purposes.length === purposes.length ? ['any'] : first.purposes, decision: first.decision }];
  });
  const isWhole = lines.length === 1 && lines[0]?.roles[0] === 'any' && lines[0].purposes[0] === 'any';
  if (lines.length === 0) return [{ roles: ['any'], purposes: ['any'], decision: 'never' }];
  return isWhole ? lines : [...lines, { roles: ['otherwise'], purposes: ['otherwise'], decision: 'never' }];
}
