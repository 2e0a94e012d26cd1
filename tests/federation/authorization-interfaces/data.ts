import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const patient = { __typename: 'Patient', id: 'p1', name: 'Lan', cost: 1, ward: 'A' };
  const claim = { __typename: 'Claim', id: 'c1', name: 'CLAIM-NAME', cost: 2, ward: 'CLAIM-WARD' };
  const note = { __typename: 'Note', text: 'a note' };
  const bill = { __typename: 'Bill', amount: 3, text: 'BILL-TEXT' };
  return {
    Query: {
      nodes: [patient, claim],
      node: claim,
      found: [note, bill, patient],
      strict: [note, bill],
      sealed: [
        { __typename: 'Box', id: 'b1' },
        { __typename: 'Safe', id: 'SAFE-1' },
      ],
      named: claim,
    },
    entities: { Patient: [patient], Claim: [claim] },
  };
}
