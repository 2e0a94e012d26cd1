import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import canonicalize from 'canonicalize';
import type { Head } from './chain.ts';

/** A head that was signed when its group was committed, and kept outside of the database. */
export interface SignedHead extends Head {
  readonly at: string;
  /** SHA-256 of the line before, so that the anchor itself is a chain; empty for the first. */
  readonly after: string;
  /** Ed25519 over the canonical JSON of all else, base64url. */
  readonly signature: string;
}

/** The file of signed heads, one JSON line each; only ever appended to. */
export interface Anchor {
  /** Resolves when the head is on disk. */
  append(head: Head, at: string): Promise<void>;
  close(): Promise<void>;
}

/** Each write is on disk when it returns: one call instead of a write and a sync. */
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_DSYNC;

/** Opens the anchor for appending, making it when it is not there. A line that a crash cut short is closed off and ignored by readers. */
export async function openAnchor(file: string, privateKey: KeyObject): Promise<Anchor> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const handle = await open(file, appending, 0o600);
  if (text !== '' && !text.endsWith('\n')) await handle.write('\n');
  let after = digest(text.split('\n').findLast((line) => parseHead(line) !== undefined));
  return {
    append: async (head, at) => {
      const content = { writer: head.writer, sequence: head.sequence, hash: head.hash, at, after };
      const signature = sign(null, Buffer.from(canonical(content)), privateKey).toString('base64url');
      const line = JSON.stringify({ ...content, signature } satisfies SignedHead);
      await handle.write(`${line}\n`);
      after = digest(line);
    },
    close: () => handle.close(),
  };
}

/** What is wrong with the anchor itself. */
export interface AnchorFault {
  readonly line: number;
  readonly reason: 'signature is wrong' | 'does not follow the line before';
}

/**
 * Reads an anchor and checks every signature, and that each line follows the one before. A line that is no head is what a crash left: it hides
 * nothing, because a head that was damaged later is missed by the line that follows it.
 */
export function readAnchor(
  text: string,
  publicKey: KeyObject,
): { readonly heads: readonly SignedHead[]; readonly faults: readonly AnchorFault[] } {
  const heads: SignedHead[] = [];
  const faults: AnchorFault[] = [];
  let after = digest(undefined);
  for (const [index, line] of text.split('\n').entries()) {
    const head = parseHead(line);
    if (!head) continue;
    const { signature, ...content } = head;
    const isGenuine = verify(null, Buffer.from(canonical(content)), publicKey, Buffer.from(signature, 'base64url'));
    if (!isGenuine) faults.push({ line: index + 1, reason: 'signature is wrong' });
    else if (head.after !== after) faults.push({ line: index + 1, reason: 'does not follow the line before' });
    if (isGenuine) heads.push(head);
    after = digest(line);
  }
  return { heads, faults };
}

/** A key pair for an anchor, PEM; the private one stays with the writers. */
export function generateAnchorKeys(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function parseHead(line: string): SignedHead | undefined {
  try {
    const value = JSON.parse(line) as Partial<SignedHead> | null;
    const isHead =
      typeof value?.writer === 'string' &&
      Number.isSafeInteger(value.sequence) &&
      typeof value.hash === 'string' &&
      typeof value.at === 'string' &&
      typeof value.after === 'string' &&
      typeof value.signature === 'string';
    return isHead ? (value as SignedHead) : undefined;
  } catch {
    return undefined;
  }
}

function canonical(content: object): string {
  const text = canonicalize(content);
  if (text === undefined) throw new Error('A head is always an object.');
  return text;
}

function digest(line: string | undefined): string {
  return line === undefined ? '' : createHash('sha256').update(line).digest('hex');
}
