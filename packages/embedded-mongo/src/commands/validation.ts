import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { compileMatch } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import { flag } from './arguments.ts';

const compiled = new WeakMap<Document, (document: Document) => boolean>();

const validatorOf = (validator: Document): ((document: Document) => boolean) => {
  const known = compiled.get(validator);
  if (known !== undefined) return known;
  const matcher = compileMatch(validator);
  compiled.set(validator, matcher);
  return matcher;
};

/** Refuses a document that the collection's validator does not allow; `warn` only would have logged it. */
export const checkValidation = (collection: Collection, document: Document, bypass: unknown): void => {
  const { validator, validationAction } = collection.options;
  if (validator === undefined || validationAction === 'warn' || flag(bypass)) return;
  if (validatorOf(validator as Document)(document)) return;
  throw new CommandFailure('DocumentValidationFailure', 'Document failed validation', {
    fields: { errInfo: { failingDocumentId: document['_id'], details: { operatorName: '$and' } } },
  });
};
