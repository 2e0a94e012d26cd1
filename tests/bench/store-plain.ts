import { open } from 'lmdb';

/** LMDB without a server: the same records and index entries, synced per batch, as a measure of what the server adds. */
export interface PlainStore {
  /** Inserts in durable batches and gives the rate in records a second. */
  fill(size: number, batchSize: number, rowOf: (index: number) => { readonly _id: number; readonly k: number }): number;
  /** Finds by the index, then the record; the median in milliseconds. */
  measureFind(rounds: number, size: number, keyOf: (round: number) => number): number;
  close(): Promise<void>;
}

export const openPlainStore = (path: string): PlainStore => {
  const root = open({ path, noSubdir: false, maxDbs: 4, overlappingSync: false, mapSize: 2 ** 36 });
  const records = root.openDB<unknown, [number, number]>({ name: 'records' });
  const index = root.openDB<number, [number, number]>({ name: 'index' });
  return {
    fill: (size, batchSize, rowOf) => {
      const started = performance.now();
      for (let from = 0; from < size; from += batchSize) {
        root.transactionSync(() => {
          for (let number = from; number < Math.min(size, from + batchSize); number += 1) {
            const row = rowOf(number);
            records.putSync([size, row._id], row);
            index.putSync([size, row.k], row._id);
          }
        });
      }
      return (size / (performance.now() - started)) * 1000;
    },
    measureFind: (rounds, size, keyOf) => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const started = performance.now();
        const id = index.get([size, keyOf(round)]);
        if (id !== undefined) records.get([size, id]);
        times.push(performance.now() - started);
      }
      return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    },
    close: () => root.close(),
  };
};
