import { purposes as allPurposes, roles as allRoles } from '@health-graph/permissions';
import { type Change, type DescribedField, type Difference, type FieldChange, isOpening } from './difference.ts';

const namedInText = 8;

/** `Condition.code, Condition.note and 12 more` */
function some(fields: readonly string[]): string {
  const rest = fields.length - namedInText;
  return rest > 1 ? `${fields.slice(0, namedInText).join(', ')} and ${rest} more` : fields.join(', ');
}

const rolesText = ({ roles }: Change): string => (roles.length === allRoles.length ? 'any role' : roles.join(', '));
const purposesText = ({ purposes }: Change): string => (purposes.length === allPurposes.length ? 'any purpose' : purposes.join(', '));

/** By what they are decided, each with its fields. */
const byGroup = (fields: readonly DescribedField[]): readonly (readonly [string, readonly string[]])[] =>
  [...Map.groupBy(fields, ({ decidedBy }) => decidedBy)].map(([name, same]) => [name, same.map(({ field }) => field)]);

function summary({ opens, closes, newFields, removedFields, classes, scopes }: Difference): string {
  const cells = (changes: readonly Change[]): number =>
    changes.reduce((sum, { roles, purposes, fields }) => sum + roles.length * purposes.length * fields.length, 0);
  const counts = [
    `${cells(opens)} cells open, ${cells(closes)} close`,
    `${newFields.length} new fields, ${removedFields.length} removed`,
    `${classes.length} change their class, ${scopes.length} their scopes`,
  ];
  return `${counts.join('; ')}.`;
}

/** For a person at a terminal. */
export function differenceLines(difference: Difference, names: readonly [string, string]): readonly string[] {
  const { opens, closes, newFields, removedFields, classes, scopes } = difference;
  const change = (one: Change): readonly string[] => [
    `  ${rolesText(one)} with ${purposesText(one)}${one.label === undefined ? '' : `, rows with the label ${one.label}`}: ${one.before} -> ${one.after}`,
    `    ${one.fields.length} ${one.fields.length === 1 ? 'field' : 'fields'}: ${some(one.fields)}`,
  ];
  const group = ([name, fields]: readonly [string, readonly string[]]): string => `  ${name}: ${some(fields)}`;
  const fieldChange = ({ field, before, after }: FieldChange): string => `  ${field}: ${before || 'none'} -> ${after || 'none'}`;
  return [
    `From ${names[0]} to ${names[1]}: ${summary(difference)}`,
    ...section('Opens, the widest first', opens.flatMap(change)),
    ...section('Closes', closes.flatMap(change)),
    ...section('New fields, by what is decided about them', byGroup(newFields).map(group)),
    ...section('Removed fields', byGroup(removedFields).map(group)),
    ...section('Other classes', classes.map(fieldChange)),
    ...section(
      'Other scopes',
      scopes.map((scope) => `${fieldChange(scope)}${scope.opens ? ' (opens)' : ''}`),
    ),
    '',
    isOpening(difference) ? 'Something is opened.' : 'Nothing is opened.',
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

/** For a pull request. */
export function differenceMarkdown(difference: Difference, names: readonly [string, string]): string {
  const { opens, closes, newFields, removedFields, classes, scopes } = difference;
  const code = (text: string): string => (text === '' ? 'none' : `\`${text.replaceAll('|', '\\|')}\``);
  const changes = (title: string, all: readonly Change[]): readonly string[] =>
    table(
      title,
      ['label', 'roles', 'purposes', 'before', 'after', 'fields'],
      all.map((one) => [
        one.label ?? '',
        rolesText(one),
        purposesText(one),
        code(one.before),
        code(one.after),
        `${one.fields.length}: ${some(one.fields)}`,
      ]),
    );
  return [
    `### Permissions, from \`${names[0]}\` to \`${names[1]}\``,
    '',
    `${isOpening(difference) ? '**Something is opened.**' : 'Nothing is opened.'} ${summary(difference)}`,
    '',
    ...changes('Opens, the widest first', opens),
    ...changes('Closes', closes),
    ...table(
      'New fields',
      ['decided by', 'fields'],
      byGroup(newFields).map(([name, fields]) => [name, some(fields)]),
    ),
    ...table(
      'Removed fields',
      ['decided by', 'fields'],
      byGroup(removedFields).map(([name, fields]) => [name, some(fields)]),
    ),
    ...table(
      'Other classes',
      ['field', 'before', 'after'],
      classes.map(({ field, before, after }) => [code(field), before, after]),
    ),
    ...table(
      'Other scopes',
      ['field', 'before', 'after', 'opens'],
      scopes.map(({ field, before, after, opens: isWider }) => [code(field), code(before), code(after), isWider ? 'yes' : 'no']),
    ),
  ]
    .join('\n')
    .trimEnd();
}

function table(title: string, header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`#### ${title}`, '', line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line), ''];
}
