import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const patient = { __typename: 'Patient', id: 'p1', secret: 'SECRET-P' };
  const claim = { __typename: 'Claim', id: 'c1', secret: 'SECRET-C' };
  return { Query: { nodes: [patient, claim], patient, signed: { __typename: 'Letter', id: 'LETTER-1' }, open: 1, authenticated: 2 } };
}
