/** A page as clients see it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor?: string; readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Walks a list to its end, `first` at a time; `page` asks for one page with these arguments. */
export async function walk<Node>(page: (args: string) => Promise<Connection<Node>>, first: number): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const { edges, pageInfo }: Connection<Node> = await page(`first: ${first}${after === null ? '' : `, after: "${after}"`}`);
    nodes.push(...edges.map(({ node }) => node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}
