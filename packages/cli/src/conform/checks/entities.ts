import { type Check, failed, noneOf, passed, type Subject, skipped } from '../check.ts';
import { askEntities, entityOf, nobody } from './asking.ts';

/** How an endpoint answers references. */
export const entityChecks: readonly Check[] = [
  {
    name: 'entities-unknown',
    expected: 'a reference to nothing is null, beside data and without an error',
    why: 'One stale reference must not empty a whole chart, and an error would tell who has no record here.',
    look: async (at) => {
      const own = (at.shape?.entities ?? []).filter(({ isOwn }) => isOwn);
      if (own.length === 0) return skipped('no entity of its own');
      const { answer, rows } = await askEntities(at, own.map(nobody), { caller: at.callers.treating }, 'keys');
      if (answer.status !== 200 || rows === undefined) return failed(`${answer.status}, no list`);
      const wrong = own.filter((_entity, index) => (rows[index] ?? null) !== null).map(({ type }) => `${type} is not null`);
      return noneOf([...wrong, ...answer.errors.map(({ code }) => `an error ${code}`)], `${own.length} nulls`);
    },
  },
  {
    name: 'entities-in-order',
    expected: 'as many answers as references, in their order, repeated where a reference is, null where it leads nowhere',
    why: "Answers are joined by position: one place off and a patient's chart shows somebody else's data.",
    look: async (at) => {
      const asked = mixed(at);
      if (asked.length === 0) return skipped('no entity');
      const { answer, rows } = await askEntities(at, asked, { caller: at.callers.treating }, 'keys');
      if (rows === undefined) return failed(`${answer.status}, no list`);
      if (rows.length !== asked.length) return failed(`${rows.length} answers to ${asked.length} references`);
      const wrong = asked.flatMap((sample, index) => {
        const [row, entity] = [rows[index] ?? null, entityOf(at, sample)];
        if (row === null || entity === undefined) return [];
        const isIt = row['__typename'] === entity.type && row[entity.key] === sample[entity.key];
        return isIt ? [] : [`answer ${index + 1} is of another record`];
      });
      return noneOf(wrong, `${asked.length} in order`);
    },
  },
  {
    name: 'entities-known',
    expected: 'each record of --entities is shown to whom its patient consents, who treats and was named',
    why: 'What is never shown to anybody makes every other check of permissions worthless.',
    look: async (at) => {
      if (at.samples.length === 0) return skipped('no --entities were given');
      const { answer, rows } = await askEntities(at, at.samples, { caller: at.callers.treating }, 'keys');
      if (rows === undefined) return failed(`${answer.status}, no list`);
      const absent = at.samples.filter((_sample, index) => (rows[index] ?? null) === null);
      return absent.length === 0 ? passed(`${rows.length} records`) : failed(`${absent.length} of ${at.samples.length} are null`);
    },
  },
];

/** Known records with unknown ones between them, forwards and backwards. */
function mixed(at: Subject) {
  const strangers = (at.shape?.entities ?? []).map(nobody);
  const known = at.samples.filter((sample) => entityOf(at, sample) !== undefined);
  return [...strangers, ...known, ...strangers.toReversed(), ...known.toReversed()];
}
