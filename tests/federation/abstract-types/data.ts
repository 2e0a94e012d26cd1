import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const company = { __typename: 'Company', id: 'c1', name: 'Lab', staff: 9 };
  const person = { __typename: 'Person', id: 'p1', name: 'Lan', licence: 'L-1' };
  const note = { __typename: 'Note', id: 'n1', author: person, text: 'well', signedBy: 'Lan', words: 1 };
  const scan = {
    __typename: 'Scan',
    id: 's1',
    author: company,
    mime: 'image/png',
    preview: { __typename: 'Image', url: '/s1', width: 10 },
    signedBy: null,
  };
  const clip = {
    __typename: 'Scan',
    id: 's2',
    author: null,
    mime: 'video/mp4',
    preview: { __typename: 'Clip', url: '/s2', seconds: 3 },
    signedBy: 'Minh',
  };
  const records = [note, scan, clip];
  return {
    Query: {
      agencies: [company, null, person],
      records,
      find: ({ id }: { readonly id: string }) => records.find((record) => record.id === id) ?? null,
    },
    entities: { Company: [company], Person: [person], Note: [note], Scan: [scan, clip] },
  };
}
