import { configOf } from './config.ts';
import { start } from './start.ts';

const subgraph = await start(configOf(process.env));
process.stdout.write(`rehabilitation ready ${subgraph.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void subgraph.close());
