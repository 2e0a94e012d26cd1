import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from '../../bson/codec.ts';
import { type Document, isDocument } from '../../bson/document.ts';
import { metadataOf, setMetadata } from '../metadata.ts';

const BUFFER_BYTES = 256 * 1024;

/** One file of BSON documents, one after the other. */
class SpillFile {
  private readonly file: FileHandle;
  private readonly path: string;
  private pending: Buffer[] = [];
  private size = 0;

  constructor(file: FileHandle, path: string) {
    this.file = file;
    this.path = path;
  }

  async append(document: Document): Promise<void> {
    const bytes = encode({ document, metadata: metadataOf(document) ?? null });
    // The encoder's buffer may be used again; these bytes wait.
    this.pending.push(Buffer.from(bytes));
    this.size += bytes.length;
    if (this.size >= BUFFER_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const [bytes] = [Buffer.concat(this.pending)];
    this.pending = [];
    this.size = 0;
    if (bytes.length > 0) await this.file.writeFile(bytes);
  }

  async *read(): AsyncGenerator<Document> {
    await this.flush();
    let pending: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.path, { highWaterMark: BUFFER_BYTES })) {
      pending = pending.length === 0 ? (chunk as Buffer) : Buffer.concat([pending, chunk as Buffer]);
      while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
        const length = pending.readInt32LE(0);
        const { document, metadata } = decode(pending.subarray(0, length));
        if (isDocument(metadata)) setMetadata(document as Document, metadata);
        yield document as Document;
        pending = pending.subarray(length);
      }
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** What a stage moves out of memory: files in a folder of its own, readable by this user only, gone when it is closed. */
export class Spill {
  private readonly parent: string;
  private folder: string | undefined;
  private readonly files = new Map<number, SpillFile>();

  constructor(parent: string = tmpdir()) {
    this.parent = parent;
  }

  get count(): number {
    return this.files.size;
  }

  async append(number: number, document: Document): Promise<void> {
    const file = this.files.get(number) ?? (await this.open(number));
    await file.append(document);
  }

  /** The files' contents, in the order of their numbers. */
  read(): readonly AsyncGenerator<Document>[] {
    return [...this.files].sort(([a], [b]) => a - b).map(([, file]) => file.read());
  }

  async close(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => file.close()));
    this.files.clear();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async open(number: number): Promise<SpillFile> {
    this.folder ??= await mkdtemp(join(this.parent, 'embedded-mongo-spill-'));
    const path = join(this.folder, String(number));
    const file = new SpillFile(await open(path, 'wx', 0o600), path);
    this.files.set(number, file);
    return file;
  }
}
