import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type { StoreServer } from './server.ts';

// The second start finds the stripped and compiled sources ready; that is most of a start.
enableCompileCache();
// Documents pass through and are gone: a larger young generation made nothing faster here and held 60 MB more.
setFlagsFromString('--semi-space-growth-factor=1');
const { start } = await import('./server.ts');

/** The store as a process of its own: `node main.ts --folder DIR [--port N] [--host ADDRESS] [--socket PATH]`. */
const { values } = parseArgs({
  options: { folder: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, socket: { type: 'string' } },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const stopOn = (signal: NodeJS.Signals, server: StoreServer): void => {
  process.once(signal, () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
};

try {
  const folder = values.folder ?? process.env['STORE_FOLDER'];
  if (folder === undefined) throw new Error('--folder or STORE_FOLDER must say where the data lies.');
  const socketPath = values.socket ?? process.env['STORE_SOCKET'];
  const server = await start({
    folder,
    port: Number(values.port ?? process.env['STORE_PORT'] ?? 0),
    host: values.host ?? process.env['STORE_HOST'] ?? '127.0.0.1',
    ...(socketPath === undefined ? {} : { socketPath }),
  });
  stopOn('SIGTERM', server);
  stopOn('SIGINT', server);
  say(`embedded-mongo ready ${server.url}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
