import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidConfiguration } from '@health-graph/errors';
import type { Metrics } from './metrics.ts';

export interface AdminListener {
  readonly url: string;
  close(): Promise<void>;
}

/** `GET /metrics` for whoever is on this machine, on a port of its own: what the public port serves can never be the operator's. */
export async function openAdminListener(port: number, metrics: Pick<Metrics, 'text' | 'contentType'>): Promise<AdminListener> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    const sent = metrics.text().then((text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text));
    // What cannot be measured must not end what is measured.
    void sent.catch(() => response.writeHead(500).end());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new InvalidConfiguration('The gateway cannot listen on its admin port.', { setting: 'observability.adminPort', port }, { cause });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
