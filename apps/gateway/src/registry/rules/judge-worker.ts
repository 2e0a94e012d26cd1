import { parentPort, workerData } from 'node:worker_threads';
import { type Case, judge } from './judge.ts';

parentPort?.postMessage(await judge(workerData as Case));
