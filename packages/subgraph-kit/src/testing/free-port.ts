import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody listens on now, for an address that must be known before its server starts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The server of a moment had no port.');
  return address.port;
}
