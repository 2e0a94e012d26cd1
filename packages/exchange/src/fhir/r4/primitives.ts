const day = '([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?';
const fullDay = '([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const clock = '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?';
const zone = '(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

interface PrimitiveRule {
  readonly json: 'string' | 'number' | 'boolean';
  readonly isValid?: (value: string | number) => boolean;
  /** What to tell when it is not. */
  readonly expected: string;
}

const pattern = (expression: RegExp) => (value: string | number) => expression.test(String(value));
const timed = (expression: RegExp) => (value: string | number) => expression.test(String(value)) && isCalendarDay(String(value));

const text: PrimitiveRule = { json: 'string', isValid: (value) => String(value).trim() !== '', expected: 'a text that is not empty' };
const uri: PrimitiveRule = { json: 'string', isValid: pattern(/^\S+$/), expected: 'a URI' };
const whole = (minimum: number, expected: string): PrimitiveRule => ({
  json: 'number',
  isValid: (value) => Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) < 2 ** 31,
  expected,
});

/** @see https://hl7.org/fhir/R4/datatypes.html#primitive */
export const primitives: ReadonlyMap<string, PrimitiveRule> = new Map<string, PrimitiveRule>([
  ['string', text],
  ['markdown', text],
  ['xhtml', text],
  ['code', { json: 'string', isValid: pattern(/^\S+( \S+)*$/), expected: 'a code' }],
  ['id', { json: 'string', isValid: pattern(/^[A-Za-z0-9.-]{1,64}$/), expected: 'an id: 1 to 64 of A-Z, a-z, 0-9, - and .' }],
  ['uri', uri],
  ['url', uri],
  ['canonical', uri],
  ['oid', { json: 'string', isValid: pattern(/^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/), expected: 'an OID as urn:oid:' }],
  ['uuid', { json: 'string', isValid: pattern(/^urn:uuid:[0-9a-fA-F-]{36}$/), expected: 'a UUID as urn:uuid:' }],
  ['base64Binary', { json: 'string', isValid: isBase64, expected: 'base64' }],
  ['date', { json: 'string', isValid: timed(new RegExp(`^${day}$`)), expected: 'a date: YYYY, YYYY-MM or YYYY-MM-DD' }],
  [
    'dateTime',
    {
      json: 'string',
      isValid: timed(new RegExp(`^(${day}|${fullDay}T${clock}${zone})$`)),
      expected: 'a date, or a time with seconds and zone: YYYY-MM-DDThh:mm:ss+zz:zz',
    },
  ],
  ['instant', { json: 'string', isValid: timed(new RegExp(`^${fullDay}T${clock}${zone}$`)), expected: 'a time with seconds and zone' }],
  ['time', { json: 'string', isValid: pattern(new RegExp(`^${clock}$`)), expected: 'a time of day: hh:mm:ss' }],
  ['boolean', { json: 'boolean', expected: 'true or false' }],
  ['decimal', { json: 'number', isValid: Number.isFinite, expected: 'a number' }],
  ['integer', whole(-(2 ** 31), 'a whole number')],
  ['unsignedInt', whole(0, 'a whole number of 0 or more')],
  ['positiveInt', whole(1, 'a whole number of 1 or more')],
]);

/** 2021-02-30 has the form of a date and is none. */
function isCalendarDay(value: string): boolean {
  const [year, month, dayOfMonth] = value.slice(0, 10).split('-').map(Number);
  if (year === undefined || month === undefined || dayOfMonth === undefined) return true;
  return dayOfMonth <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Without a regular expression over the whole, because a document may be megabytes. */
function isBase64(value: string | number): boolean {
  const compact = String(value).replace(/\s+/g, '');
  return compact.length % 4 === 0 && compact !== '' && !/[^A-Za-z0-9+/]/.test(compact.slice(0, -2)) && /[A-Za-z0-9+/=]{2}$/.test(compact);
}
