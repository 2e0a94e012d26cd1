/** Where things stand in the tables. Records and index entries of one collection or index stand together. */
const recordIdBytes = 6;

export const recordKey = (collectionId: number, recordId: number): Buffer => {
  const key = Buffer.allocUnsafe(4 + recordIdBytes);
  key.writeUInt32BE(collectionId, 0);
  key.writeUIntBE(recordId, 4, recordIdBytes);
  return key;
};

export const recordIdOfKey = (key: Buffer): number => key.readUIntBE(key.length - recordIdBytes, recordIdBytes);

export const encodeRecordId = (recordId: number): Buffer => {
  const bytes = Buffer.allocUnsafe(recordIdBytes);
  bytes.writeUIntBE(recordId, 0, recordIdBytes);
  return bytes;
};

export const decodeRecordId = (bytes: Buffer): number => bytes.readUIntBE(0, recordIdBytes);

const idPrefix = (id: number): Buffer => {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(id, 0);
  return prefix;
};

/** All keys of one collection in `records`, or of one index in `indexes`. */
export const wholeRange = (id: number): { start: Buffer; end: Buffer } => ({ start: idPrefix(id), end: idPrefix(id + 1) });

/** In a unique index the record stands in the value; in any other it ends the key. */
export const uniqueEntryKey = (indexId: number, key: Buffer): Buffer => {
  const entry = Buffer.allocUnsafe(4 + key.length);
  entry.writeUInt32BE(indexId, 0);
  key.copy(entry, 4);
  return entry;
};

export const plainEntryKey = (indexId: number, key: Buffer, recordId: number): Buffer => {
  const entry = Buffer.allocUnsafe(4 + key.length + recordIdBytes);
  entry.writeUInt32BE(indexId, 0);
  key.copy(entry, 4);
  entry.writeUIntBE(recordId, 4 + key.length, recordIdBytes);
  return entry;
};

/** The indexed part of an entry's key. */
export const indexedPart = (entryKey: Buffer, isUnique: boolean): Buffer =>
  entryKey.subarray(4, isUnique ? entryKey.length : entryKey.length - recordIdBytes);
