import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a Redis server that can hang. */
export interface HangingProxy {
  readonly url: string;
  /** Bytes that came in. */
  taken(): number;
  /** From now on it takes what comes, and answers nothing. */
  hang(): void;
  close(): void;
}

export async function hangingProxy(target: string): Promise<HangingProxy> {
  const sockets = new Set<Socket>();
  let taken = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    sockets.add(client).add(upstream);
    client.on('data', (chunk: Buffer) => {
      taken += chunk.length;
    });
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  return {
    url: `redis://127.0.0.1:${port}`,
    taken: () => taken,
    hang: () => {
      for (const socket of sockets) socket.unpipe().resume();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
