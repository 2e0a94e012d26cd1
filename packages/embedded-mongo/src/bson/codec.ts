import { type DeserializeOptions, deserialize, serialize } from 'bson';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Document } from './document.ts';

/** Documents keep their exact types: an Int32 stays an Int32, a regular expression keeps its source. */
const exactly: DeserializeOptions = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  validation: { utf8: false },
};

export const decode = (bytes: Uint8Array): Document => {
  try {
    return deserialize(bytes, exactly) as Document;
  } catch (cause) {
    throw new CommandFailure('InvalidBSON', 'The document is not valid BSON.', { cause });
  }
};

export const encode = (document: Document): Buffer => {
  const bytes = serialize(document, { ignoreUndefined: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};
