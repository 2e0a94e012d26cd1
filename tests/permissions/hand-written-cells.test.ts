import { describe, expect, it } from '@jest/globals';
import { type Cell, readCells } from './cells.ts';
import { engineAnswer, readEngineTable } from './engine.ts';
import { type Answer, decide, type Question } from './oracle/decide.ts';
import { readTable } from './oracle/table.ts';
import { dataClasses, purposes, relationships, roles } from './words.ts';

const cells = readCells();
const keyOf = ({ dataClass, role, purpose, relationship }: Cell) => `${dataClass} ${role} ${purpose} ${relationship}`;

function questionOf({ dataClass, role, purpose, relationship }: Cell): Question {
  return { classes: [dataClass], labels: [], role, purpose, holds: relationship === 'stranger' ? [] : [relationship] };
}

/** A cell says that a value is weakened, not how. */
const withoutMaskNames = (answer: Answer): string => answer.split(' ')[0] ?? '';

function mismatchesWith(name: string, answer: (question: Question) => Answer): string[] {
  const wrong = cells.filter((cell) => withoutMaskNames(answer(questionOf(cell))) !== cell.expected);
  process.stdout.write(`hand-written cells and the ${name}: ${cells.length} cells, ${wrong.length} mismatches\n`);
  return wrong.map(keyOf);
}

describe('what the permission matrix says, cell by cell', () => {
  it('is what the policy table says when it is read plainly', () => {
    const table = readTable();

    expect(mismatchesWith('oracle', (question) => decide(table, question))).toEqual([]);
  });

  it('is what the engine decides', () => {
    const table = readEngineTable();

    expect(mismatchesWith('engine', (question) => engineAnswer(table, question))).toEqual([]);
  });

  it('is asked for every class, role, purpose and relationship, each question once', () => {
    expect(new Set(cells.map(({ dataClass }) => dataClass))).toEqual(new Set(dataClasses));
    expect(new Set(cells.map(({ role }) => role))).toEqual(new Set(roles));
    expect(new Set(cells.map(({ purpose }) => purpose))).toEqual(new Set(purposes));
    expect(new Set(cells.map(({ relationship }) => relationship))).toEqual(new Set([...relationships, 'stranger']));
    expect(new Set(cells.map(({ expected }) => expected))).toEqual(new Set(['permit', 'mask', 'refuse']));
    expect(new Set(cells.map(keyOf)).size).toBe(cells.length);
    expect(cells.length).toBeGreaterThanOrEqual(150);
  });
});
