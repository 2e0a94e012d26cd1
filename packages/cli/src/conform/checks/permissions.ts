import { randomUUID } from 'node:crypto';
import { type Caller, type DataClass, dataClasses } from '@health-graph/permissions';
import { type Check, type Finding, noneOf, type Subject, skipped } from '../check.ts';
import { inShort } from '../endpoint.ts';
import type { AskableField } from '../subgraph-shape.ts';
import { askEntities, isRefusedAt, rowOf, toldBy } from './asking.ts';

/** Who sees what. */
export const permissionChecks: readonly Check[] = [
  {
    name: 'anonymous-sees-nothing',
    expected:
      'a signed request for which nobody signed in: every root field null with UNAUTHENTICATED or FORBIDDEN, every record without its fields',
    why: 'The gateway passes on requests without a token too, and nobody is no caller.',
    look: async (at) => {
      const roots = at.shape?.roots ?? [];
      if (roots.length === 0 && at.samples.length === 0) return skipped('neither a query nor --entities');
      const shown = await shownRecords(at, undefined);
      return noneOf([...(await openRoots(at, roots, undefined, ['UNAUTHENTICATED', 'FORBIDDEN'])), ...shown], 'nothing');
    },
  },
  {
    name: 'classes-of-queries',
    expected: 'a query field of a class that the role and purpose never see: null with FORBIDDEN',
    why: 'The gateway cuts such fields, and the endpoint must not rely on it: it is the one that holds the data.',
    look: async (at) => {
      const open: string[] = [];
      const refusable = byClass(at, at.shape?.roots ?? []);
      for (const { caller, fields } of refusable) open.push(...(await openRoots(at, fields, caller, ['FORBIDDEN'])));
      return refusable.length === 0
        ? skipped('no query field that anybody is refused')
        : noneOf(open, `${refusable.length} classes refused`);
    },
  },
  {
    name: 'classes-honoured',
    expected: 'a field of a class that the role and purpose never see: null with FORBIDDEN, or the record is absent',
    why: "A billing clerk reads diagnoses, or a whole ward somebody's HIV status.",
    look: async (at) => {
      if (at.samples.length === 0) return skipped('no --entities were given');
      const fields = (at.shape?.entities ?? []).flatMap((entity) => entity.fields);
      const faults: string[] = [];
      const refusable = byClass(at, fields);
      for (const { caller, fields: refused } of refusable) faults.push(...(await shownTo(at, caller, new Set(refused))));
      return refusable.length === 0 ? skipped('no field that anybody is refused') : noneOf(faults, `${refusable.length} classes refused`);
    },
  },
  {
    name: 'strangers-see-nothing',
    expected: 'a physician who has nothing to do with the patient sees nothing that depends on it',
    why: 'A role alone opens no chart: the endpoint must ask identity how the caller stands to each patient.',
    look: (at) => nothingShown(at, at.callers.stranger),
  },
  {
    name: 'withdrawn-sees-nothing',
    expected: 'an account of which identity says mayAct: false sees nothing',
    why: 'A token outlives the employment by minutes; the facts do not.',
    look: (at) => nothingShown(at, at.callers.withdrawn),
  },
  {
    name: 'facts-for-request',
    expected: 'a question for facts carries the x-health-graph-caller of the fetch for which it is asked',
    why: 'Identity tells a partner nothing of callers for whom the gateway did not just ask it: every answer would be PERMISSIONS_UNAVAILABLE.',
    look: async (at) => {
      if (at.samples.length === 0) return skipped('no --entities were given');
      const caller = { ...at.callers.treating, accountId: `${at.callers.treating.accountId}#${randomUUID()}` };
      await askEntities(at, at.samples, { caller });
      const asked = at.askedFor(caller.accountId);
      if (asked.length === 0) return skipped('no facts were asked for');
      return noneOf(
        asked.flatMap((account) => (account === caller.accountId ? [] : [account === undefined ? 'no header' : 'another header'])),
        'the header',
      );
    },
  },
  {
    name: 'no-facts-no-data',
    expected: 'while identity does not answer, nothing that depends on facts is shown',
    why: 'No answer is not "no relationship", and never "permitted".',
    look: (at) => nothingShown(at, at.callers.unknown),
  },
];

async function nothingShown(at: Subject, caller: Caller): Promise<Finding> {
  if (at.samples.length === 0) return skipped('no --entities were given');
  return noneOf(await shownRecords(at, caller), 'nothing');
}

/** Coordinates of what is told about samples that is neither public nor staff data; to nobody in particular not even that. */
async function shownRecords(at: Subject, caller: Caller | undefined): Promise<readonly string[]> {
  if (at.samples.length === 0) return [];
  const { answer, rows } = await askEntities(at, at.samples, { caller });
  if (answer.status >= 500) return [inShort(answer)];
  const told = at.samples.flatMap((sample, index) => {
    const found = rowOf(at, sample, rows?.[index]);
    return found === undefined ? [] : toldBy(found.entity, found.row);
  });
  const secret = told.filter(({ classes }) => caller === undefined || !classes.every((name) => name === 'public' || name === 'staff'));
  return [...new Set(secret.map(({ coordinate }) => `${coordinate} is shown`))];
}

/** Root fields that are not refused with one of these codes. */
async function openRoots(
  { endpoint }: Subject,
  fields: readonly AskableField[],
  caller: Caller | undefined,
  codes: readonly string[],
): Promise<readonly string[]> {
  const answers = await Promise.all(
    fields.map(async ({ name, coordinate, selection }) => {
      const answer = await endpoint.ask(`{ ${selection} }`, { caller });
      const isShown = (answer.data?.[name] ?? null) !== null;
      const isRefused = answer.errors.some(({ code }) => codes.includes(code ?? ''));
      return isShown || !isRefused ? `${coordinate}: ${isShown ? 'data' : inShort(answer)}` : undefined;
    }),
  );
  return answers.filter((fault) => fault !== undefined);
}

/** For each class that somebody never sees: that caller, and the fields of it. */
function byClass(
  at: Subject,
  fields: readonly AskableField[],
): readonly { readonly caller: Caller; readonly fields: readonly AskableField[] }[] {
  return dataClasses.flatMap((dataClass: DataClass) => {
    const of = fields.filter(({ classes }) => classes.includes(dataClass));
    const caller = of.length === 0 ? undefined : at.callers.without(dataClass);
    return caller === undefined ? [] : [{ caller, fields: of }];
  });
}

/** What of these fields is shown, or kept back without a word. */
async function shownTo(at: Subject, caller: Caller, refused: ReadonlySet<AskableField>): Promise<readonly string[]> {
  const { answer, rows } = await askEntities(at, at.samples, { caller });
  if (rows === undefined) return [`to a ${caller.role}: ${inShort(answer)}`];
  const faults = at.samples.flatMap((sample, index) => {
    const { entity, row } = rowOf(at, sample, rows[index]) ?? {};
    if (entity === undefined || row === undefined) return [];
    return entity.fields
      .filter((field) => refused.has(field))
      .flatMap(({ name, coordinate }) => {
        const alias = `${entity.type}_${name}`;
        if ((row[alias] ?? null) !== null) return [`${coordinate} is shown to a ${caller.role} with ${caller.purpose}`];
        const isTold = isRefusedAt(answer, ['_entities', index, alias], ['FORBIDDEN']);
        return isTold ? [] : [`${coordinate} is null without FORBIDDEN for a ${caller.role}`];
      });
  });
  return [...new Set(faults)];
}
