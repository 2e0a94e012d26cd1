import { cellText, purposes, roles } from '@health-graph/permissions';
import { linesOf, type Matrix, type MatrixField, type MatrixGroup, type MatrixStanding } from './matrix.ts';

export const matrixFormats = ['csv', 'json', 'markdown'] as const;

export type MatrixFormat = (typeof matrixFormats)[number];

export const writeMatrix: Readonly<Record<MatrixFormat, (matrix: Matrix) => string>> = { csv, json, markdown };

const header = ['part', 'name', 'decided by', 'scopes', 'label of the row', 'roles', 'purposes', 'decision'];

/** For a review: a line for each field, which says by what it is decided; then what is decided, equal cells together. */
function csv({ fields, groups }: Matrix): string {
  const ofFields = shortened(fields).map(({ name, field }) => ['field', name, field.decidedBy, scopesText(field), '', '', '', '']);
  const ofGroups = groups.flatMap(({ name, standings }) =>
    standings.flatMap((standing) =>
      linesOf(standing).map((line) => [
        'decision',
        name,
        '',
        '',
        standing.label ?? '',
        line.roles.join(' '),
        line.purposes.join(' '),
        line.decision,
      ]),
    ),
  );
  return `${[header, ...ofFields, ...ofGroups].map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A type all of whose fields agree is one line, `Address.*`. */
function shortened(fields: readonly MatrixField[]): readonly { readonly name: string; readonly field: MatrixField }[] {
  const keyOf = (field: MatrixField): string => `${field.decidedBy}\n${scopesText(field)}`;
  return [...Map.groupBy(fields, ({ type }) => type)].flatMap(([type, own]) => {
    const [field] = own;
    const areAlike = field !== undefined && own.length > 1 && own.every((other) => keyOf(other) === keyOf(field));
    return areAlike ? [{ name: `${type}.*`, field }] : own.map((one) => ({ name: one.name, field: one }));
  });
}

/** `(a & b | c) & (d)`: all that must be met, in one order. */
export function scopesText({ scopes }: Pick<MatrixField, 'scopes'>): string {
  const texts = scopes.map((anyOf) => anyOf.map((group) => group.join(' & ')).join(' | '));
  const distinct = [...new Set(texts)].sort();
  return distinct.length > 1 ? distinct.map((text) => `(${text})`).join(' & ') : (distinct[0] ?? '');
}

/** Everything in full: each field x label x role x purpose. */
function json({ fields, groups }: Matrix): string {
  const decisions = new Map(groups.map((group) => [group.name, decisionsOf(group)]));
  const all = fields.map((field) => [
    field.name,
    {
      place: field.place,
      classes: field.classes,
      row: field.row ?? null,
      kind: field.kind ?? null,
      scopes: field.scopes,
      ...decisions.get(field.decidedBy),
    },
  ]);
  return `${JSON.stringify({ fields: Object.fromEntries(all) })}\n`;
}

function decisionsOf({ standings }: MatrixGroup) {
  const cells = ({ cell }: MatrixStanding) =>
    Object.fromEntries(
      roles.map((role) => [role, Object.fromEntries(purposes.map((purpose) => [purpose, cellText(cell(role, purpose))]))]),
    );
  const [own, ...raised] = standings;
  return { decisions: own && cells(own), labels: Object.fromEntries(raised.map((standing) => [standing.label, cells(standing)])) };
}

/** To read: what is decided, with the fields that it is decided about. */
function markdown({ fields, groups }: Matrix): string {
  const named = Map.groupBy(shortened(fields), ({ field }) => field.decidedBy);
  return groups
    .map(({ name, standings }) => {
      const rows = standings.flatMap((standing) =>
        linesOf(standing).map((line) =>
          [standing.label ?? '', line.roles.join(', '), line.purposes.join(', '), `\`${line.decision.replaceAll('|', '\\|')}\``].join(
            ' | ',
          ),
        ),
      );
      return [
        `## ${name}`,
        '',
        (named.get(name) ?? []).map((one) => `\`${one.name}\``).join(', '),
        '',
        '| label of the row | roles | purposes | decision |',
        '|---|---|---|---|',
        ...rows.map((row) => `| ${row} |`),
        '',
      ].join('\n');
    })
    .join('\n');
}
