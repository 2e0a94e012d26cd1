import type { Server as ProtocolServer } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { StreamSettings } from '../settings.ts';
import type { CallerSession } from './caller-session.ts';
import type { Results } from './operation-streams.ts';
import { type CloseReason, closeCodes } from './stream-end.ts';

/** One client on one WebSocket. */
export interface Connection {
  readonly address: string;
  /** Passed on to subgraphs. */
  readonly headers: Readonly<Record<string, string>>;
  /** Known once the client has initialised the connection. */
  session?: CallerSession;
  /** Results that end with the connection; `onEnd` is called when they do, and with what they threw. */
  track(results: Results, onEnd: (failure?: unknown) => void): Results;
  /** Calls `act` when the connection is over, at once if it is. */
  onClose(act: () => void): void;
  /** Ends all that is open on it, tells the client why, and gives it little time to answer. */
  end(reason: CloseReason): void;
}

/** For the closing handshake of a client that is there. */
const closingMs = 2_000;

export interface ConnectionOptions extends Pick<Connection, 'address' | 'headers'> {
  readonly socket: WebSocket;
  readonly protocol: ProtocolServer<Connection>;
  readonly settings: StreamSettings;
}

export function openConnection({ socket, protocol, settings, address, headers }: ConnectionOptions): Connection {
  const open = new Set<Results>();
  const closing: (() => void)[] = [];
  let isClosed = false;
  const connection: Connection = {
    address,
    headers,
    track: (results, onEnd) => tracked(results, open, onEnd),
    onClose: (act) => void (isClosed ? act() : closing.push(act)),
    end: (reason) => {
      for (const results of open) void results.return(undefined).catch(() => undefined); // Told where `next` is awaited.
      const [code, text] = closeCodes[reason];
      if (socket.readyState === socket.OPEN) socket.close(code, text);
      setTimeout(() => socket.terminate(), reason === 'slowReader' ? settings.slowReaderMs : closingMs).unref();
    },
  };
  const heartbeat = startHeartbeat(socket, settings.heartbeatMs);
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => send(socket, text, settings.slowReaderMs, () => connection.end('slowReader')),
      close: (code, reason) => {
        if (socket.readyState === socket.OPEN) socket.close(code, reason);
      },
      onMessage: (receive) => socket.on('message', (data) => void receive(String(data)).catch(() => connection.end('fault'))), // Ours: the client's faults have codes.
    },
    connection,
  );
  socket.on('error', () => socket.terminate()); // A frame that is none, or too large.
  socket.once('close', (code, reason) => {
    isClosed = true;
    clearInterval(heartbeat);
    for (const results of open) void results.return(undefined).catch(() => undefined);
    for (const act of closing) act();
    void closed(code, String(reason)).catch(() => undefined);
  });
  return connection;
}

/** A client that does not even answer a ping is gone. */
function startHeartbeat(socket: WebSocket, everyMs: number): NodeJS.Timeout {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  return setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, everyMs).unref();
}

/** Settles when the bytes left this process, so that the next event is taken no earlier. */
function send(socket: WebSocket, text: string, slowReaderMs: number, onSlow: () => void): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    socket.send(text, () => {
      clearTimeout(timer);
      resolve(); // Also when it failed: the socket is closed then, and its end ends everything.
    });
    if (socket.bufferedAmount > 0) {
      timer = setTimeout(() => {
        onSlow();
        resolve();
      }, slowReaderMs).unref();
    }
  });
}

function tracked(results: Results, open: Set<Results>, onEnd: (failure?: unknown) => void): Results {
  const settle = (failure?: unknown): void => {
    if (open.delete(wrapped)) onEnd(failure);
  };
  const wrapped: Results = {
    ...results,
    next: async () => {
      try {
        const step = await results.next();
        if (step.done === true) settle();
        return step;
      } catch (failure) {
        settle(failure);
        throw failure;
      }
    },
    return: (value) => {
      settle();
      return results.return(value);
    },
    [Symbol.asyncIterator]: () => wrapped,
  };
  open.add(wrapped);
  return wrapped;
}
