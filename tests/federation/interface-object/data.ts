import type { Data } from '../harness/scenario.ts';

interface Medium {
  readonly title: string | null;
  readonly score: number | null;
}

const rules = {
  price(this: Medium) {
    return this.score === null ? null : this.score * 100;
  },
  label(this: Medium) {
    return `*${this.title}*`;
  },
};

export function createData(): Data {
  const reviews: { text: string; about: object }[] = [];
  const book = { __typename: 'Book', id: 'b1', title: 'Số đỏ', pages: 300, reviews, score: 5, ...rules };
  const film = { __typename: 'Film', id: 'f1', title: null, minutes: 90, reviews: [], score: null, ...rules };
  reviews.push({ text: 'funny', about: book }, { text: 'better than the film', about: film });
  const asInterface = (medium: object) => medium;
  return {
    Query: {
      media: [book, film],
      books: [book],
      medium: ({ id }: { readonly id: string }) => [book, film].find((medium) => medium.id === id) ?? null,
      topReviewed: [asInterface(book), asInterface(film)],
      review: reviews[1],
    },
    entities: { Book: [book], Film: [film] },
  };
}
