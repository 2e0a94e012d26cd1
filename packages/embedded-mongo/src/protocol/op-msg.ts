import { crc32c } from './crc32c.ts';
import { headerSize, opCodes, ProtocolViolation, writeHeader } from './framing.ts';

const flags = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;
const requiredFlags = 0xffff;

export interface MsgRequest {
  /** The command's body as raw BSON. */
  readonly body: Buffer;
  /** Document sequences by name, each document as raw BSON. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** The client wants no answer. */
  readonly moreToCome: boolean;
  /** The client takes further answers without asking again. */
  readonly exhaustAllowed: boolean;
  readonly hasChecksum: boolean;
}

const documentAt = (message: Buffer, offset: number, end: number): Buffer => {
  const length = offset + 5 <= end ? message.readInt32LE(offset) : 0;
  if (length < 5 || offset + length > end) throw new ProtocolViolation('A document reaches beyond its message.');
  return message.subarray(offset, offset + length);
};

const readSequence = (message: Buffer, offset: number, end: number, into: Map<string, Buffer[]>): number => {
  const size = offset + 4 <= end ? message.readInt32LE(offset) : 0;
  const sectionEnd = offset + size;
  const nameEnd = message.indexOf(0, offset + 4);
  if (size < 5 || sectionEnd > end || nameEnd < 0 || nameEnd >= sectionEnd)
    throw new ProtocolViolation('A document sequence is malformed.');
  const name = message.toString('utf8', offset + 4, nameEnd);
  if (into.has(name)) throw new ProtocolViolation('A document sequence appears twice.');
  const documents: Buffer[] = [];
  for (let position = nameEnd + 1; position < sectionEnd; ) {
    const document = documentAt(message, position, sectionEnd);
    documents.push(document);
    position += document.length;
  }
  into.set(name, documents);
  return sectionEnd;
};

export const parseMsg = (message: Buffer): MsgRequest => {
  const flagBits = message.readUInt32LE(headerSize);
  if ((flagBits & requiredFlags & ~(flags.checksumPresent | flags.moreToCome)) !== 0) throw new ProtocolViolation('Unknown required flag.');
  const hasChecksum = (flagBits & flags.checksumPresent) !== 0;
  const end = message.length - (hasChecksum ? 4 : 0);
  if (hasChecksum && crc32c(message.subarray(0, end)) !== message.readUInt32LE(end))
    throw new ProtocolViolation('OP_MSG checksum does not match.');

  const sequences = new Map<string, Buffer[]>();
  let body: Buffer | undefined;
  for (let offset = headerSize + 4; offset < end; ) {
    const kind = message[offset];
    if (kind === 0 && body === undefined) {
      body = documentAt(message, offset + 1, end);
      offset += 1 + body.length;
    } else if (kind === 1) {
      offset = readSequence(message, offset + 1, end, sequences);
    } else throw new ProtocolViolation('Unknown or repeated section.');
  }
  if (body === undefined) throw new ProtocolViolation('OP_MSG without a body.');
  return {
    body,
    sequences,
    hasChecksum,
    moreToCome: (flagBits & flags.moreToCome) !== 0,
    exhaustAllowed: (flagBits & flags.exhaustAllowed) !== 0,
  };
};

export interface MsgReply {
  readonly requestId: number;
  readonly responseTo: number;
  readonly body: Buffer;
  readonly moreToCome?: boolean;
  readonly checksum?: boolean;
}

/** One OP_MSG with a single body section; with a checksum when the request had one. */
export const encodeMsg = (reply: MsgReply): Buffer => {
  const length = headerSize + 5 + reply.body.length + (reply.checksum ? 4 : 0);
  const message = Buffer.allocUnsafe(length);
  writeHeader(message, { length, requestId: reply.requestId, responseTo: reply.responseTo, opCode: opCodes.msg });
  message.writeUInt32LE((reply.moreToCome ? flags.moreToCome : 0) | (reply.checksum ? flags.checksumPresent : 0), headerSize);
  message[headerSize + 4] = 0;
  reply.body.copy(message, headerSize + 5);
  if (reply.checksum) message.writeUInt32LE(crc32c(message.subarray(0, length - 4)), length - 4);
  return message;
};
