import { BadUserInput } from '@health-graph/errors';
import type { Static, TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { RecordDefinition } from './record-definition.ts';

const validators = new WeakMap<TObject, Validator>();

/**
 * The check at the ingest boundary: `unknown` in, a record's data out, unchanged.
 * @throws {BadUserInput} naming the first field that is not as defined; the value itself is never repeated
 */
export function parseRecord<Schema extends TObject>(definition: RecordDefinition<Schema>, data: unknown): Static<Schema> {
  const validator = validators.get(definition.schema) ?? compile(definition.schema);
  if (validator.Check(data)) return data as Static<Schema>;
  const fault = [...validator.Errors(data)][0];
  const pointer = fault?.instancePath ?? '';
  throw new BadUserInput('A field of the record is not as its definition asks.', {
    argument: `${definition.type}${pointer.replaceAll('/', '.')}`,
    rule: fault?.keyword ?? 'unknown',
  });
}

function compile(schema: TObject): Validator {
  const validator: Validator = Compile(schema);
  validators.set(schema, validator);
  return validator;
}
