import { limits } from './limits.ts';

export const headerSize = 16;

export const opCodes = { reply: 1, query: 2004, compressed: 2012, msg: 2013 } as const;

export interface MessageHeader {
  readonly length: number;
  readonly requestId: number;
  readonly responseTo: number;
  readonly opCode: number;
}

export const readHeader = (message: Buffer): MessageHeader => ({
  length: message.readInt32LE(0),
  requestId: message.readInt32LE(4),
  responseTo: message.readInt32LE(8),
  opCode: message.readInt32LE(12),
});

export const writeHeader = (target: Buffer, header: MessageHeader): void => {
  target.writeInt32LE(header.length, 0);
  target.writeInt32LE(header.requestId, 4);
  target.writeInt32LE(header.responseTo, 8);
  target.writeInt32LE(header.opCode, 12);
};

/** A peer that does not speak the protocol; its connection is closed, as there is no way to answer. */
export class ProtocolViolation extends Error {}

/**
 * Cuts a byte stream into whole messages. A large message is collected in the list of its chunks and joined once,
 * so that a 48 MB insert does not cost a copy per chunk.
 */
export class MessageReader {
  #chunks: Buffer[] = [];
  #buffered = 0;

  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= headerSize) {
      const length = this.#peekLength();
      if (length < headerSize || length > limits.maxMessageSizeBytes)
        throw new ProtocolViolation(`Message length ${length} is not allowed.`);
      if (this.#buffered < length) return;
      yield this.#take(length);
    }
  }

  #peekLength(): number {
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= 4) return first.readInt32LE(0);
    const joined = Buffer.concat(this.#chunks, this.#buffered);
    this.#chunks = [joined];
    return joined.readInt32LE(0);
  }

  #take(length: number): Buffer {
    const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const joined = only ?? Buffer.concat(this.#chunks, this.#buffered);
    const rest = joined.subarray(length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#buffered = rest.length;
    return joined.subarray(0, length);
  }
}
