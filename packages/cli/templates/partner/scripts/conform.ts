import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts the subgraph with the conformance kit for its gateway and identity, and lets the kit look at it: `npm run conform`. */
const kit = 'http://127.0.0.1:4099';
const facility = '0K98NVN5TWZXFPX23GH19H5JE9'; // Where the records of conform.json were made.

const subgraph = spawn(process.execPath, ['src/main.ts'], {
  env: {
    ...process.env,
    GATEWAY_URL: kit,
    IDENTITY_URL: kit,
    INTERNAL_SECRET: 'only the kit is asked with this one',
    PORT: '0',
    LOG_LEVEL: 'warn',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
for await (const line of createInterface({ input: subgraph.stdout })) {
  const url = / ready (\S+)$/.exec(line)?.[1];
  if (url === undefined) continue;
  const known = ['--schema', 'schema.graphql', '--entities', 'conform.json', '--facility', facility];
  const check = spawn('health-graph', ['conform', '--url', url, '--name', 'rehabilitation', ...known, ...process.argv.slice(2)], {
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  const [code] = await once(check, 'close');
  process.exitCode = code ?? 1;
  break;
}
subgraph.kill();
