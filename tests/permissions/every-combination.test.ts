import * as declared from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { engineAnswer, purposeOf, readEngineTable, roleOf } from './engine.ts';
import { decide, type Question } from './oracle/decide.ts';
import { readTable } from './oracle/table.ts';
import { labels, dataClasses as ofTheMatrix, ownClasses, pairsOf, purposes, relationships, roles } from './words.ts';

const dataClasses = [...ofTheMatrix, ...ownClasses];
const table = readTable();
const engineTable = readEngineTable();
const singles = [[], ...relationships.map((name) => [name])];

/** Asks both for every role and purpose; prints how many cells there were. */
function compare(what: string, questions: readonly Omit<Question, 'role' | 'purpose'>[]) {
  const mismatches: string[] = [];
  const answers = new Map<string, number>();
  let cells = 0;
  for (const asked of questions) {
    for (const role of roles) {
      for (const purpose of purposes) {
        const question = { ...asked, role, purpose };
        const expected = decide(table, question);
        const actual = engineAnswer(engineTable, question);
        cells += 1;
        answers.set(expected, (answers.get(expected) ?? 0) + 1);
        if (actual !== expected) mismatches.push(`${JSON.stringify(question)}: oracle ${expected}, engine ${actual}`);
      }
    }
  }
  const kinds = [...answers].map(([answer, count]) => `${answer} ${count}`).join(', ');
  process.stdout.write(`oracle and engine, ${what}: ${cells} cells, ${mismatches.length} mismatches (${kinds})\n`);
  return { cells, mismatches: mismatches.slice(0, 20) };
}

describe('the oracle and the engine', () => {
  it('know the same words', () => {
    expect([...declared.dataClasses].sort()).toEqual([...dataClasses].sort());
    expect([...declared.roles].sort()).toEqual([...roles].sort());
    expect([...declared.purposes].sort()).toEqual([...purposes].sort());
    expect([...declared.conditions].sort()).toEqual(['always', ...relationships].sort());
    expect([...declared.labels].sort()).toEqual([...labels].sort());
    expect(Object.keys(table).sort()).toEqual([...dataClasses].sort());
  });

  it('agree for each class, role and purpose, each relationship and two of them, each label and two of them', () => {
    const held = [...singles, ...pairsOf(relationships)];
    const raised = [[], ...labels.map((label) => [label]), ...pairsOf(labels)];
    const questions = dataClasses.flatMap((name) => held.flatMap((holds) => raised.map((of) => ({ classes: [name], labels: of, holds }))));

    const { cells, mismatches } = compare('one class', questions);

    expect(mismatches).toEqual([]);
    expect(cells).toBe(15 * 16 * 7 * 37 * 16);
  });

  it('agree for fields that two subgraphs gave different classes', () => {
    const raised = [[], ['hiv'], ['mental-health', 'reproductive']];
    const questions = pairsOf(dataClasses).flatMap((classes) =>
      singles.flatMap((holds) => raised.map((of) => ({ classes, labels: of, holds }))),
    );

    const { cells, mismatches } = compare('two classes', questions);

    expect(mismatches).toEqual([]);
    expect(cells).toBe(105 * 16 * 7 * 9 * 3);
  });

  it('agree that a care team opens nothing that another facility made', () => {
    const others = relationships.filter((name) => name !== 'careTeam' && name !== 'sameFacility');
    const held = [['careTeam elsewhere'], ...others.map((name) => ['careTeam elsewhere', name])];
    const raised = [[], ...labels.map((label) => [label])];
    const questions = dataClasses.flatMap((name) => held.flatMap((holds) => raised.map((of) => ({ classes: [name], labels: of, holds }))));

    const { cells, mismatches } = compare('a care team elsewhere', questions);

    expect(mismatches).toEqual([]);
    expect(cells).toBe(15 * 16 * 7 * 7 * 6);
  });

  it('agree where a consent names one class, and where a minor is protected from the guardian in one class', () => {
    const held = dataClasses.flatMap((name) => [[`consent to ${name}`], ['guardian', `guardian kept from ${name}`]]);
    const raised = [[], ...labels.map((label) => [label])];
    const questions = dataClasses.flatMap((name) => held.flatMap((holds) => raised.map((of) => ({ classes: [name], labels: of, holds }))));

    const { cells, mismatches } = compare('one class at a time', questions);

    expect(mismatches).toEqual([]);
    expect(cells).toBe(15 * 16 * 7 * 30 * 6);
  });
});

describe('a decision without a record', () => {
  /**
   * never: no relationship opens the class; always: a stranger may see it, behind a mask or not. What is clinical may be decided by any label
   * instead, which only the record knows.
   */
  function staticAnswer(question: Omit<Question, 'labels' | 'holds'>) {
    const raised = question.classes.includes('clinical') ? labels : [];
    const rows = [[], ...raised.map((label) => [label])];
    const answers = rows.map((of) => singles.map((holds) => decide(table, { ...question, labels: of, holds })));
    if (answers.every(([stranger]) => stranger !== 'refuse')) return 'always';
    return answers.flat().every((answer) => answer === 'refuse') ? 'never' : 'depends';
  }

  it('says never, depends or always as the relationships say', () => {
    const mismatches: string[] = [];
    for (const name of dataClasses.filter(declared.isDataClass)) {
      for (const role of roles.map(roleOf)) {
        for (const purpose of purposes.map(purposeOf)) {
          const expected = staticAnswer({ classes: [name], role, purpose });
          const actual = declared.decideStatically(engineTable, { role, purpose }, name);
          if (actual !== expected) mismatches.push(`${name} ${role} ${purpose}: oracle ${expected}, engine ${actual}`);
        }
      }
    }

    expect(mismatches).toEqual([]);
  });
});
