import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidConfiguration } from '@health-graph/errors';
import { type Anchor, generateAnchorKeys, openAnchor } from './anchor.ts';

/** A writer's name is also the name of its file. */
const writerPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;
const privateKeyName = 'private-key.pem';
const publicKeyName = 'public-key.pem';

/**
 * Opens a writer's anchor in a folder that holds the anchors of all writers of one installation and the key pair that they sign with; what is missing is made,
 * readable by its owner only.
 * @throws {InvalidConfiguration} when the name is none, or the folder cannot be used
 */
export async function openAnchorFolder(folder: string, writer: string): Promise<Anchor> {
  if (!writerPattern.test(writer))
    throw new InvalidConfiguration('A writer has a name of small letters, digits and hyphens.', { setting: 'auditWriter' });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const privateKey = await privateKeyIn(folder);
    return await openAnchor(join(folder, `${writer}.ndjson`), privateKey);
  } catch (cause) {
    throw new InvalidConfiguration('The folder of the audit anchors cannot be used.', { setting: 'auditAnchorFolder' }, { cause });
  }
}

/** The anchors in a folder, and the file of the public key that they are checked with. */
export async function anchorsIn(folder: string): Promise<{ readonly files: readonly string[]; readonly publicKeyFile: string }> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.ndjson')).sort();
  return { files: files.map((name) => join(folder, name)), publicKeyFile: join(folder, publicKeyName) };
}

async function privateKeyIn(folder: string): Promise<KeyObject> {
  const file = join(folder, privateKeyName);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known === undefined) await writeOnce(file, generateAnchorKeys().privateKey);
  const privateKey = createPrivateKey(known ?? (await readFile(file, 'utf8')));
  await writeOnce(join(folder, publicKeyName), createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString());
  return privateKey;
}

/** Whole or not at all, and never over what another process has just written. */
async function writeOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await link(draft, file);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}
