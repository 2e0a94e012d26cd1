/** Everybody is taken at their word, and nobody is asked about: nothing here decides. */
export function requestPermissions() {
  const permissions = { caller: undefined };
  const judged = { requestId: 'bench', permissions, again: () => permissions };
  return {
    table: undefined,
    publishedKeys: () => ({ keys: [] }),
    judge: async () => judged,
    listensAt: () => undefined,
    close: async () => undefined,
  };
}
