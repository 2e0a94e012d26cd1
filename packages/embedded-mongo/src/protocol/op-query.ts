import { headerSize, opCodes, ProtocolViolation, writeHeader } from './framing.ts';

export interface QueryRequest {
  readonly namespace: string;
  readonly body: Buffer;
}

/** OP_QUERY lives on only for a driver's first `hello`, sent to `admin.$cmd`. */
export const parseQuery = (message: Buffer): QueryRequest => {
  const nameEnd = message.indexOf(0, headerSize + 4);
  const bodyStart = nameEnd + 9;
  if (nameEnd < 0 || bodyStart + 5 > message.length) throw new ProtocolViolation('OP_QUERY is malformed.');
  const length = message.readInt32LE(bodyStart);
  if (length < 5 || bodyStart + length > message.length) throw new ProtocolViolation('OP_QUERY is malformed.');
  return { namespace: message.toString('utf8', headerSize + 4, nameEnd), body: message.subarray(bodyStart, bodyStart + length) };
};

export const encodeQueryReply = (requestId: number, responseTo: number, body: Buffer): Buffer => {
  const length = headerSize + 20 + body.length;
  const message = Buffer.alloc(length);
  writeHeader(message, { length, requestId, responseTo, opCode: opCodes.reply });
  message.writeInt32LE(8, headerSize); // AwaitCapable
  message.writeInt32LE(1, headerSize + 16); // one document returned
  body.copy(message, headerSize + 20);
  return message;
};
