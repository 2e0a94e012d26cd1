import type { ActorFacts, Caller, RelationshipFacts } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsFromJson, factsToJson, questionFromJson, questionToJson } from './facts-contract.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const caller: Caller = { accountId: id, role: 'nurse', purpose: 'TREAT', scopes: ['user/*.rs'] };
const overTheWire = (value: object): unknown => JSON.parse(JSON.stringify(value));

const nothing: RelationshipFacts = {
  self: false,
  guardian: false,
  minorProtected: new Set(),
  careTeam: false,
  assigned: false,
  consent: new Set(),
  breakGlass: false,
};
const answer = (facts: RelationshipFacts): ActorFacts => ({ mayAct: true, leads: new Set(['d1']), ofPatient: new Map([[id, facts]]) });

describe('a question', () => {
  it('comes over the wire whole', () => {
    expect(questionFromJson(overTheWire(questionToJson({ caller, patientIds: [id] })))).toEqual({ caller, patientIds: [id] });
  });

  it('has an end', () => {
    const patientIds = Array.from({ length: 5_001 }, () => id);

    expect(() => questionFromJson(overTheWire(questionToJson({ caller, patientIds })))).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });
});

describe('an answer', () => {
  it.each<[string, RelationshipFacts]>([
    ['self', { self: true }],
    ['a guardian of a protected minor', { guardian: true, minorProtected: new Set(['reproductive']) }],
    ['care, assignment, consent and broken glass', { careTeam: true, assigned: true, consent: new Set(['clinical']), breakGlass: true }],
  ])('comes over the wire whole: %s', (_name, facts) => {
    expect(factsFromJson(overTheWire(factsToJson(answer(facts))))).toEqual(answer({ ...nothing, ...facts }));
  });

  it('says yes only in so many words', () => {
    const facts = { self: 'true', guardian: 1, careTeam: {}, assigned: [true], breakGlass: 'yes', consent: 'clinical' };

    expect(factsFromJson({ mayAct: true, leads: [], ofPatient: { [id]: facts } })?.ofPatient.get(id)).toEqual(nothing);
  });

  it('is no guardianship when it cannot be read what the minor is protected from', () => {
    const facts = { guardian: true, minorProtected: 'reproductive' };

    expect(factsFromJson({ mayAct: true, leads: [], ofPatient: { [id]: facts } })?.ofPatient.get(id)).toEqual(nothing);
  });

  it.each([
    null,
    [],
    'x',
    {},
    { mayAct: 'true', leads: [], ofPatient: {} },
    { mayAct: true, leads: [1], ofPatient: {} },
    { mayAct: true, leads: [] },
  ])('is none when it is %j', (body) => {
    expect(factsFromJson(body)).toBeUndefined();
  });

  it('is facts or none, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const read = factsFromJson(body);
        expect(read === undefined || typeof read.mayAct === 'boolean').toBe(true);
      }),
    );
  });
});
