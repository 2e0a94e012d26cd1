import { BadUserInput } from '@health-graph/errors';
import { GraphQLScalarType, Kind } from 'graphql';

const day = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const moment = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** Whether `value` is a FHIR date: `1957`, `1957-03` or a day that the calendar has. */
export function isPartialDate(value: string): boolean {
  if (!day.test(value)) return false;
  return value.length < 10 || new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
}

/** Whether `value` is a FHIR instant: a moment known to the second, with its zone. */
export function isInstant(value: string): boolean {
  const date = moment.exec(value)?.[1];
  return date !== undefined && isPartialDate(date);
}

/** Whether `value` is a FHIR dateTime: a date of any precision, or a moment with its zone. */
export const isDateTime = (value: string): boolean => isPartialDate(value) || isInstant(value);

/** Dates stay text from the source to the client, so that no precision is added or lost. */
function dateScalar(name: string, isValid: (value: string) => boolean): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new BadUserInput(`The value is not a ${name}.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
    serialize: (value) => {
      if (typeof value === 'string') return value;
      throw new TypeError(`A ${name} is text.`);
    },
  });
}

/** The scalars every subgraph links, ready for a resolver map. */
export const scalars = {
  Date: dateScalar('Date', isPartialDate),
  DateTime: dateScalar('DateTime', isDateTime),
  Instant: dateScalar('Instant', isInstant),
} as const;
