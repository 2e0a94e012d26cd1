import { NotFound } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import { readOnlyStore } from './read-only-store.ts';

describe('readOnlyStore', () => {
  it('is ready unless it says otherwise, and closes what it is told to', async () => {
    let isClosed = false;
    const close = async () => {
      isClosed = true;
    };

    expect(await readOnlyStore().isReady()).toBe(true);
    expect(await readOnlyStore({ isReady: async () => false }).isReady()).toBe(false);
    await readOnlyStore({ close }).close();
    expect(isClosed).toBe(true);
  });

  it('takes no record', async () => {
    await expect(readOnlyStore().upsert([])).rejects.toThrow(NotFound);
  });

  it('gives no document', async () => {
    const documents = readOnlyStore().documentsOf({ ids: [] })[Symbol.asyncIterator]();

    await expect(documents.next()).rejects.toThrow(NotFound);
  });
});
