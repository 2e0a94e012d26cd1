import type { Data } from '../harness/scenario.ts';

interface Product {
  readonly price: Price;
  readonly category: { readonly average: Price };
}
type Price = number | ((args: { readonly currency: string }) => number);

interface Post {
  readonly comments: Comments;
}
type Comments = readonly { readonly authorId: string }[] | ((args: { readonly limit: number }) => readonly { readonly authorId: string }[]);

const priceIn = (price: Price, currency: string) => (typeof price === 'function' ? price({ currency }) : price);

const rules = {
  shippingUsd(this: Product) {
    return priceIn(this.price, 'USD') + 1;
  },
  shippingVnd(this: Product) {
    return priceIn(this.price, 'VND') + 2;
  },
  isDear(this: Product) {
    return priceIn(this.category.average, 'USD') > 15;
  },
};

const postRules = {
  firstAuthor(this: Post) {
    const comments = typeof this.comments === 'function' ? this.comments({ limit: 3 }) : this.comments;
    return comments.map(({ authorId }) => authorId).join('+');
  },
};

export function createData(): Data {
  const priced =
    (usd: number) =>
    ({ currency }: { readonly currency: string }) =>
      currency === 'USD' ? usd : usd * 26_000;
  const products = [
    { id: 'x1', price: priced(10), category: { average: priced(12) }, ...rules },
    { id: 'x2', price: priced(20), category: { average: priced(22) }, ...rules },
  ];
  const comments = ['1', '2', '3', '4'].map((id) => ({ id: `c${id}`, authorId: `u${id}` }));
  const posts = [{ id: 'o1', comments: ({ limit }: { readonly limit: number }) => comments.slice(0, limit), ...postRules }];
  return { Query: { products, posts }, entities: { Product: products, Post: posts, Comment: comments } };
}
