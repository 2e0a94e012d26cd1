import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const book = { __typename: 'Book', id: 'b', title: 'Book', pages: 3 };
  const film = { __typename: 'Film', id: 'f', title: 'Film' };
  const song = { __typename: 'Song', id: 's', title: 'Song' };
  return { Query: { media: film, both: book, song, shelf: [book, null, song] }, entities: { Book: [book], Film: [film], Song: [song] } };
}
