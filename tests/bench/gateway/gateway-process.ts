import { start } from '@health-graph/gateway';
import { printUsage } from './usage-lines.ts';

/** The gateway alone in a process, so that its CPU time is its own. Reads the supergraph's file, prints its address, then its CPU time and memory for every line. */
const gateway = await start({ port: 0, open: true, supergraphFile: process.argv[2] ?? '', forwardHeaders: ['authorization'] });
process.stdout.write(`${gateway.url}\n`);
printUsage();
