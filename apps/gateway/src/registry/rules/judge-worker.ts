import { parentPort } from 'node:worker_threads';
import { type Case, judge } from './judge.ts';

parentPort?.on('message', async (asked: Case) => {
  // A fault of ours ends the thread, which whoever asked is told of.
  parentPort?.postMessage(await judge(asked));
});
