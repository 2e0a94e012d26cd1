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

const headOf = ({ requestId, responseTo, body, moreToCome, checksum }: MsgReply): Buffer => {
  const head = Buffer.allocUnsafe(headerSize + 5);
  const length = head.length + body.length + (checksum ? 4 : 0);
  writeHeader(head, { length, requestId, responseTo, opCode: opCodes.msg });
  head.writeUInt32LE((moreToCome ? flags.moreToCome : 0) | (checksum ? flags.checksumPresent : 0), headerSize);
  head[headerSize + 4] = 0;
  return head;
};

/** Small bodies are cheaper to copy than to send apart from their header. */
const copiedBytes = 16 * 1024;

/** One OP_MSG with a single body section, in one piece or two; with a checksum when the request had one. */
export const encodeMsgParts = (reply: MsgReply): readonly Buffer[] =>
  reply.checksum || reply.body.length <= copiedBytes ? [encodeMsg(reply)] : [headOf(reply), reply.body];

export const encodeMsg = (reply: MsgReply): Buffer => {
  const message = Buffer.concat([headOf(reply), reply.body, Buffer.alloc(reply.checksum ? 4 : 0)]);
  if (reply.checksum) message.writeUInt32LE(crc32c(message.subarray(0, -4)), message.length - 4);
  return message;
};
