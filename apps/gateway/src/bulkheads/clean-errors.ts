/** Markup, control and invisible characters, lines of a stack; and nothing longer than a sentence. */
const unsafe = /[<>\p{Cc}\p{Cf}]|\bat \S+ ?\(|\.\w{1,5}:\d+/u;
const longest = 300;

const isSafe = (text: string): boolean => text.length <= longest && !unsafe.test(text);

const isCode = (value: unknown): boolean => typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value);

interface SentError {
  message?: unknown;
  extensions?: unknown;
}

/**
 * What an endpoint says in words is shown to people who trust the gateway: its errors keep codes, numbers and plain sentences, in place.
 * @returns false when there was anything else
 */
export function cleanErrors(errors: unknown): boolean {
  if (!Array.isArray(errors)) return true;
  let areClean = true;
  for (const error of errors as readonly (SentError | null)[]) {
    if (typeof error !== 'object' || error === null) continue;
    if (typeof error.message === 'string' && !isSafe(error.message)) {
      error.message = 'A subgraph reported an error in words that are not shown.';
      areClean = false;
    }
    if (!cleanExtensions(error)) areClean = false;
  }
  return areClean;
}

/** Objects and lists are of no use to a client, who knows numbers and words of the catalogue. */
function cleanExtensions(error: SentError): boolean {
  const { extensions } = error;
  if (typeof extensions !== 'object' || extensions === null) return true;
  let areClean = true;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(extensions)) {
    if (name === 'code' ? isCode(value) : typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
    else if (typeof value === 'string') {
      if (isSafe(value) && isSafe(name)) kept[name] = value;
      else areClean = false;
    }
  }
  error.extensions = kept;
  return areClean;
}
