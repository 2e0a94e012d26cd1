import { auditEntriesFromJson } from '@health-graph/audit';
import { type Check, failed, noneOf, passed, type Subject, skipped } from '../check.ts';
import { type GraphAnswer, inShort } from '../endpoint.ts';
import { askEntities, entityOf, nobody, rowOf, toldBy } from './asking.ts';

/** What an endpoint says that it showed. */
export const auditChecks: readonly Check[] = [
  {
    name: 'audit-present',
    expected: 'every answer with data has extensions.audit.entries, each an AuditEntry',
    why: 'The gateway drops an answer without: what nobody can account for is shown to nobody.',
    look: async (at) => {
      const entity = at.shape?.entities[0];
      const answers = [
        await at.endpoint.ask('{ __typename }', { caller: at.callers.treating }),
        await at.endpoint.ask('{ __typename }'),
        ...(entity === undefined ? [] : [(await askEntities(at, [...at.samples, nobody(entity)], { caller: at.callers.treating })).answer]),
      ];
      const wrong = answers.filter((answer) => entriesOf(at, answer) === undefined);
      return noneOf(
        wrong.map((answer) => `${inShort(answer)}, ${answer.audit === undefined ? 'no audit' : 'no AuditEntry'}`),
        `${answers.length} answers`,
      );
    },
  },
  {
    name: 'audit-of-shown',
    expected: 'each field that was shown is in fieldsSeen, with a rule that permitted it',
    why: 'A patient has the right to know who looked at what.',
    look: async (at) => {
      if (at.samples.length === 0) return skipped('no --entities were given');
      const { answer, rows } = await askEntities(at, at.samples, { caller: at.callers.treating });
      const entries = entriesOf(at, answer);
      if (entries === undefined) return skipped('no audit');
      const seen = new Set(entries.flatMap(({ fieldsSeen }) => fieldsSeen));
      const shown = labelled(at, rows ?? []);
      const silent = shown.filter((coordinate) => !seen.has(coordinate)).map((coordinate) => `${coordinate} is not in fieldsSeen`);
      const isFounded = shown.length === 0 || entries.some(({ rules }) => rules.length > 0);
      return noneOf([...silent, ...(isFounded ? [] : ['no entry names a rule'])], `${shown.length} fields`);
    },
  },
  {
    name: 'audit-of-refused',
    expected: 'what was refused is in fieldsRefused or classesRefused',
    why: 'Who tries one patient after the other is found by what was refused.',
    look: async (at) => {
      const caller = at.callers.without('clinical');
      const isClinical = at.samples.some((sample) => entityOf(at, sample)?.fields.some(({ classes }) => classes.includes('clinical')));
      if (!isClinical || caller === undefined) return skipped('no --entities with clinical fields');
      const { answer } = await askEntities(at, at.samples, { caller });
      const entries = entriesOf(at, answer);
      if (entries === undefined) return skipped('no audit');
      const refused = entries.flatMap(({ fieldsRefused, classesRefused }) => [...fieldsRefused, ...classesRefused]);
      return refused.length > 0 ? passed(`${refused.length} refused`) : failed('no entry tells of a refusal');
    },
  },
];

/** As the gateway takes them: a field that the schema does not have is no entry. */
const entriesOf = ({ shape }: Subject, { audit }: GraphAnswer) =>
  auditEntriesFromJson(
    (audit as { readonly entries?: unknown } | null | undefined)?.entries,
    (name) => shape?.coordinates.has(name) === true,
  );

/** Coordinates of what was shown and is not public. */
function labelled(at: Subject, rows: readonly (Readonly<Record<string, unknown>> | null)[]): readonly string[] {
  const shown = at.samples.flatMap((sample, index) => {
    const found = rowOf(at, sample, rows[index]);
    return found === undefined ? [] : toldBy(found.entity, found.row);
  });
  return [...new Set(shown.filter(({ classes }) => classes.some((name) => name !== 'public')).map(({ coordinate }) => coordinate))];
}
