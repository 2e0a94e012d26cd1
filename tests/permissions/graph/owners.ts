import { behindMasks } from './behind-masks.ts';
import { fieldsOf, type LabelledField } from './labelled-fields.ts';
import type { Kept } from './record.ts';
import { fieldAnswer, isVisible, type Standpoint } from './row-oracle.ts';

/** Whose words and ids are found in an answer. */
export interface Owners {
  /** The faults in what somebody was told: words of fields that the oracle refuses or masks, ids of rows that it hides and nothing visible names. */
  forbiddenIn(standpoint: Standpoint | undefined, told: string): readonly string[];
}

interface Owner {
  readonly kept: Kept;
  /** The value of the record that the word is in. */
  readonly value: unknown;
  /** The fields of the graph that show the word; none: nothing does. */
  readonly fields: readonly LabelledField[];
}

/** Members of a record that the graph shows under another name. */
const shownAs: Readonly<Record<string, readonly string[]>> = {
  names: ['name', 'names'],
  addresses: ['address', 'addresses'],
  coverages: ['coverages', 'healthInsuranceNumber'],
};
/** Words that the test made: of a hash, of digits, three of a name, and ids. */
const words =
  /q[0-9a-z]{15}|[0-9a-z]{8} [0-9a-z]{8} [0-9a-z]{8}|\b\d{12}\b|\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b|"[A-Za-z0-9+/]{22}=="|[0-9a-z]{12}-c\b/g;
/** Who they are is told by many records, the log among them; what is hidden of them is in their fields. */
const namedByMany = new Set(['Patient', 'Account', 'Practitioner', 'Facility', 'Department', 'RoleAssignment', 'Guardianship']);

export function ownersOf(records: readonly Kept[]): Owners {
  const ofWord = new Map<string, Owner | 'several'>();
  for (const kept of records) {
    for (const [member, value] of Object.entries(kept.data)) {
      const names = shownAs[member] ?? [member];
      const fields = fieldsOf(kept.type).filter(({ name }) => names.includes(name));
      for (const text of textsIn(value)) {
        if (text.match(words)?.[0]?.replaceAll('"', '') !== text && !/==$/.test(text)) continue;
        ofWord.set(text, ofWord.has(text) ? 'several' : { kept, value, fields });
      }
    }
  }
  const ofId = new Map(records.filter(({ type }) => !namedByMany.has(type)).map((kept) => [kept.id, kept]));
  const namedBy = Map.groupBy(
    records.flatMap((kept) => textsIn(kept.data).flatMap((text) => (ofId.has(text) ? [{ text, kept }] : []))),
    ({ text }) => text,
  );
  const isShown = (standpoint: Standpoint, { kept, value, fields }: Owner, word: string): boolean =>
    isVisible(standpoint, kept) &&
    fields.some((field) => {
      const answer = fieldAnswer(standpoint, field, kept);
      if (['never', 'refuse'].includes(answer)) return false;
      return answer === 'permit' || answer === 'rows' || textsIn(behindMasks(field, answer.split(' ').slice(1), value)).includes(word);
    });
  return {
    forbiddenIn: (standpoint, told) =>
      [...new Set(told.match(words) ?? [])].flatMap((found) => {
        const word = found.replaceAll('"', '');
        const owner = ofWord.get(word);
        const hidden = ofId.get(word);
        if (hidden !== undefined) {
          const isNamed = () => (namedBy.get(word) ?? []).some(({ kept }) => standpoint !== undefined && isVisible(standpoint, kept));
          return standpoint !== undefined && (isVisible(standpoint, hidden) || isNamed()) ? [] : [`the id of ${hidden.type} ${word}`];
        }
        if (owner === undefined || owner === 'several') return [];
        if (standpoint !== undefined && isShown(standpoint, owner, word)) return [];
        return [`${word} of ${owner.kept.type}.${owner.fields.map(({ name }) => name)} (${owner.kept.id}, ${owner.kept.labels})`];
      }),
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
