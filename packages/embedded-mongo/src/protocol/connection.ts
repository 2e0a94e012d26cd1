import type { Socket } from 'node:net';
import type { ConnectionContext, ServerContext } from '../commands/command.ts';
import { dispatch } from './dispatch.ts';
import { MessageReader, opCodes, ProtocolViolation, readHeader } from './framing.ts';
import { encodeMsgParts, parseMsg } from './op-msg.ts';
import { encodeQueryReply, parseQuery } from './op-query.ts';

const noSequences: ReadonlyMap<string, readonly Buffer[]> = new Map();
const legacyDatabase = (namespace: string): string => namespace.slice(0, namespace.indexOf('.'));

/** One client: its requests are answered one after the other, in the order they came. */
export class Connection {
  readonly #server: ServerContext;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #reader = new MessageReader();
  readonly #closing = new AbortController();
  readonly #waiting: Buffer[] = [];
  #work: Promise<void> | undefined;
  #nextRequestId = 1;

  constructor(server: ServerContext, socket: Socket, id: number) {
    this.#server = server;
    this.#socket = socket;
    this.#context = { id, clientMetadata: undefined, closed: this.#closing.signal };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closing.abort());
  }

  /** Resolves when the request in hand, if there is one, has been dealt with. */
  get finished(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) this.#waiting.push(message);
    } catch {
      this.#socket.destroy();
      return;
    }
    if (this.#waiting.length > 0) this.#work ??= this.#answerAll();
  }

  async #answerAll(): Promise<void> {
    try {
      for (let message = this.#waiting.shift(); message !== undefined; message = this.#waiting.shift()) await this.#answer(message);
    } catch {
      this.#socket.destroy(); // commands answer for their own failures: this peer does not speak the protocol
    } finally {
      this.#work = undefined;
    }
  }

  async #answer(message: Buffer): Promise<void> {
    const { opCode, requestId } = readHeader(message);
    if (opCode === opCodes.msg) await this.#answerMsg(message, requestId);
    else if (opCode === opCodes.query) await this.#answerQuery(message, requestId);
    else throw new ProtocolViolation(`Operation ${opCode} is not supported.`);
  }

  async #answerQuery(message: Buffer, requestId: number): Promise<void> {
    const { namespace, body } = parseQuery(message);
    const reply = await dispatch(this.#server, this.#context, {
      body,
      sequences: noSequences,
      exhaustAllowed: false,
      database: legacyDatabase(namespace),
    });
    this.#send(encodeQueryReply(this.#takeRequestId(), requestId, reply));
  }

  async #answerMsg(message: Buffer, requestId: number): Promise<void> {
    const request = parseMsg(message);
    const body = await dispatch(this.#server, this.#context, request);
    if (request.moreToCome) return;
    const isStreaming = request.exhaustAllowed && isHello(request.body);
    let replyId = this.#takeRequestId();
    this.#send(
      ...encodeMsgParts({ requestId: replyId, responseTo: requestId, body, checksum: request.hasChecksum, moreToCome: isStreaming }),
    );
    // A monitor that asked for a stream of hellos gets one whenever its waiting time is over, until it hangs up.
    while (isStreaming && !this.#closing.signal.aborted && !this.#server.stopping.aborted) {
      const next = await dispatch(this.#server, this.#context, request);
      const responseTo = replyId;
      replyId = this.#takeRequestId();
      this.#send(...encodeMsgParts({ requestId: replyId, responseTo, body: next, checksum: request.hasChecksum, moreToCome: true }));
    }
  }

  #takeRequestId(): number {
    const id = this.#nextRequestId;
    this.#nextRequestId = (id % 0x7fffffff) + 1;
    return id;
  }

  #send(...parts: readonly Buffer[]): void {
    if (this.#socket.destroyed) return;
    if (parts.length > 1) this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    if (parts.length > 1) this.#socket.uncork();
  }
}

/** Whether the body's first field is `hello` and it waits for changes, without reading the rest of it. */
const isHello = (body: Buffer): boolean => body.includes('maxAwaitTimeMS') && /^(hello|ismaster)\0/i.test(body.toString('latin1', 5, 16));
