import type { Data } from '../harness/scenario.ts';

const rules = {
  initials(this: { readonly ssn: string | null }) {
    return this.ssn?.slice(0, 2) ?? null;
  },
};

export function createData(): Data {
  const people = [
    {
      __typename: 'Person',
      id: '1',
      name: 'Lan',
      ssn: 'AB1',
      secret: { code: 'x' },
      age: 3,
      failing: new Error('ssn of Secret'),
      failingRequired: 'fine',
      ...rules,
    },
    {
      __typename: 'Person',
      id: '2',
      name: null,
      ssn: null,
      secret: null,
      age: null,
      failing: null,
      failingRequired: new Error('no ssn'),
      ...rules,
    },
  ];
  const agent = { __typename: 'Agent', id: '9', alias: '007' };
  return { Query: { people, parties: [people[0], agent, null] }, entities: { Person: people, Agent: [agent] } };
}
