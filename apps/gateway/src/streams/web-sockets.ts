import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, type Server as ProtocolServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { forwardedHeaders } from '../forwarded-headers.ts';
import type { StreamSettings } from '../settings.ts';
import { type Connection, openConnection } from './web-socket-connection.ts';

export interface WebSocketsOptions {
  readonly protocol: ProtocolServer<Connection>;
  readonly settings: StreamSettings;
  /** Bytes of one message. */
  readonly maxPayload: number;
  /** Origins of pages that may connect, beside the gateway's own. */
  readonly origins: readonly string[];
  /** Names of headers of the handshake that are passed on to subgraphs. */
  readonly forwardHeaders: readonly string[];
  /** False while the server drains. */
  readonly isReady: () => boolean;
}

/** The connections of one server. */
export interface WebSockets {
  /** Tells every client to connect again elsewhere, and settles when all are gone. */
  close(): Promise<void>;
}

const path = '/graphql';

/** Serves WebSockets beside HTTP, on the same path. */
export function serveWebSockets(server: Server, options: WebSocketsOptions): WebSockets {
  const { protocol, settings, maxPayload, forwardHeaders } = options;
  const open = new Set<Connection>();
  // Compression keeps a window of its own for each connection, which is more than all the rest of it.
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, handleProtocols, clientTracking: false });
  // In a function of its own: what lives as long as a connection must not hold its handshake.
  const accept = (socket: WebSocket, handshake: Pick<Connection, 'address' | 'headers'>): void => {
    const connection = openConnection({ socket, protocol, settings, ...handshake });
    open.add(connection);
    connection.onClose(() => open.delete(connection));
  };
  const handshakeOf = ({ socket, headers }: IncomingMessage) => ({
    address: socket.remoteAddress ?? '',
    headers: forwardedHeaders(headers, { forwardHeaders }),
  });
  server.on('upgrade', (request, socket, head) => {
    const status = refusalOf(request, options);
    if (status !== undefined) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, handshakeOf(request)));
  });
  return {
    close: async () => {
      const closed = [...open].map((connection) => new Promise<void>((resolve) => connection.onClose(resolve)));
      for (const connection of open) connection.end('restart');
      await Promise.all(closed);
      sockets.close();
    },
  };
}

/** No browser asks a server before it opens a WebSocket to it from another site's page, so that the page's origin is looked at here. */
function refusalOf({ url = '', headers }: IncomingMessage, { isReady, origins }: WebSocketsOptions): string | undefined {
  if (url.split('?', 1)[0] !== path) return '404 Not Found';
  if (!isReady()) return '503 Service Unavailable';
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return undefined;
  return URL.canParse(origin) && new URL(origin).host === host ? undefined : '403 Forbidden';
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
