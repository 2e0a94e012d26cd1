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

/**
 * Refuses a document that the collection's validator does not allow; `warn` only would have logged it.
 * At level `moderate` a document that did not fit `before` its update may stay so.
 */
export const checkValidation = (collection: Collection, document: Document, bypass: unknown, before?: Document): void => {
  const { validator, validationAction, validationLevel } = collection.options;
  if (validator === undefined || validationAction === 'warn' || validationLevel === 'off' || flag(bypass)) return;
  const isValid = validatorOf(validator as Document);
  if (isValid(document) || (validationLevel === 'moderate' && before !== undefined && !isValid(before))) return;
  throw new CommandFailure('DocumentValidationFailure', 'Document failed validation', {
    fields: { errInfo: { failingDocumentId: document['_id'], details: { operatorName: '$and' } } },
  });
};
