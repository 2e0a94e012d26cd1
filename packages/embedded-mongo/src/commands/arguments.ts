import { Int32, Long } from 'bson';
import { type Document, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { isNumeric, typeOf } from '../bson/types.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { CommandCall } from './command.ts';

const wrongType = (field: string, value: unknown, expected: string): CommandFailure =>
  new CommandFailure('TypeMismatch', `BSON field '${field}' is the wrong type '${typeOf(value)}', expected type '${expected}'`);

export const optionalNumber = (document: Document, name: string, command: string): number | undefined => {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw wrongType(`${command}.${name}`, value, 'number');
  return Math.trunc(toDouble(value));
};

export const nonNegative = (document: Document, name: string, command: string): number | undefined => {
  const value = optionalNumber(document, name, command);
  if (value !== undefined && value < 0) throw new CommandFailure(51024, `BSON field '${name}' value must be >= 0, actual value '${value}'`);
  return value;
};

export const optionalDocument = (document: Document, name: string, command: string): Document | undefined => {
  const value = document[name];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw wrongType(`${command}.${name}`, value, 'object');
  return value;
};

export const requiredString = (document: Document, name: string, command: string): string => {
  const value = document[name];
  if (value === undefined) throw new CommandFailure(40414, `BSON field '${command}.${name}' is missing but a required field`);
  if (typeof value !== 'string') throw wrongType(`${command}.${name}`, value, 'string');
  return value;
};

/** MongoDB takes any number and null for a boolean. */
export const flag = (value: unknown): boolean => (isNumeric(value) ? toDouble(value) !== 0 : value === true);

export const requiredArray = (document: Document, name: string, command: string): readonly unknown[] => {
  const value = document[name];
  if (value === undefined) throw new CommandFailure(40414, `BSON field '${command}.${name}' is missing but a required field`);
  if (!Array.isArray(value)) throw wrongType(`${command}.${name}`, value, 'array');
  return value;
};

const maxNamespaceBytes = 255;

/** The collection a command names in its first field. */
export const collectionName = (call: CommandCall): string => {
  const name = call.body[call.name];
  if (typeof name !== 'string') {
    throw new CommandFailure('InvalidNamespace', `collection name has invalid type ${typeOf(name)}`);
  }
  checkCollectionName(call.database, name);
  return name;
};

export const checkCollectionName = (database: string, name: string): void => {
  const namespace = `${database}.${name}`;
  const isInvalid = name === '' || name.includes('\0') || name.startsWith('.') || (name.includes('$') && !name.startsWith('$cmd'));
  if (isInvalid) throw new CommandFailure('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  if (Buffer.byteLength(namespace) > maxNamespaceBytes) {
    throw new CommandFailure(
      'InvalidNamespace',
      `Fully qualified namespace is too long. Namespace: ${namespace} Max: ${maxNamespaceBytes}`,
    );
  }
};

export const checkDatabaseName = (name: string): void => {
  if (name === '' || Buffer.byteLength(name) > 63 || /[/\\. "$\0]/.test(name)) {
    throw new CommandFailure('InvalidNamespace', `Invalid database name: '${name}'`);
  }
};

/** A count as MongoDB sends it: 32 bits where they suffice. */
export const integer = (value: number): Int32 | Long =>
  value >= -0x80000000 && value <= 0x7fffffff ? new Int32(value) : Long.fromNumber(value);
