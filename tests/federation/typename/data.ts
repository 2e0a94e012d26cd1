import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const place = { __typename: 'Place', id: 'x', title: 'Home' };
  const person = { __typename: 'Person', id: 'p', name: 'Lan', age: 3, home: place };
  return {
    Query: { people: [person], one: place, union: [person, place, null], word: 'word' },
    entities: { Person: [person], Place: [place] },
  };
}
