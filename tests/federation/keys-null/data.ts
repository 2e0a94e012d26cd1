import type { Data } from '../harness/scenario.ts';

export function createData(): Data {
  const lan = { id: 'a1', name: 'Lan', pen: 'L.' };
  const gone = { id: 'a9' };
  const books = [
    { isbn: 'b1', author: lan, price: 10 },
    { isbn: 'b2', author: null, price: 20 },
    { isbn: 'b3', author: gone, price: null },
    { isbn: null, author: lan, price: null },
  ];
  const shelves = [
    { label: 's1', book: books[0], books: [books[0], null, books[1]] },
    null,
    { label: 's2', book: null, books: [] },
    { label: 's3', book: books[2], books: null },
    { label: 's4', book: books[3], books: [null] },
  ];
  return { Query: { shelves }, entities: { Author: [lan], Book: books } };
}
