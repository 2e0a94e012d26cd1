import type { Data } from '../harness/scenario.ts';

interface Post {
  readonly id: string;
  readonly author: { readonly years: number };
  readonly byNovice: boolean | (() => boolean);
  readonly related: readonly { readonly id: string }[] | ((args: { readonly limit: number }) => readonly { readonly id: string }[]);
}

const rules = {
  byNovice(this: Post) {
    return this.author.years < 5;
  },
  byExpert(this: Post) {
    return !(typeof this.byNovice === 'function' ? this.byNovice() : this.byNovice);
  },
  first(this: Post) {
    return `${this.author.years} years`;
  },
  spam(this: Post) {
    const related = typeof this.related === 'function' ? this.related({ limit: 2 }) : this.related;
    return related.length > 1;
  },
};

export function createData(): Data {
  const authors = [
    { id: 'a1', years: 1 },
    { id: 'a2', years: 30 },
  ];
  const posts = authors.map((author, index) => ({
    id: `p${index}`,
    author,
    related: ({ limit }: { readonly limit: number }) => posts.slice(index, index + limit),
    ...rules,
  }));
  return { Query: { feed: posts }, entities: { Post: posts, Author: authors } };
}
