import { type Collection, type Document, Long, MongoClient, MongoServerError } from 'mongodb';

/** A source of chances that gives the same ones for the same seed. */
export type Chance = () => number;

export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

const accountCount = 10;
const openingBalance = 1000;

interface NumberedDocument extends Document {
  _id: number;
}

/**
 * Writes of every kind against a server that dies at any moment, with a book of what was acknowledged. What was sent
 * and not answered may have happened or not, as a whole.
 */
export class MixedLoad {
  readonly #chance: Chance;
  #nextId = 1;
  readonly #inserted = new Set<number>();
  readonly #removed = new Set<number>();
  /** Sent for removal without an answer. */
  readonly #doubtful = new Set<number>();
  readonly #transfers = new Set<number>();
  #incremented = 0;
  #incrementsSent = 0;
  operations = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  async prepare(url: string): Promise<void> {
    await withClient(url, async (client) => {
      const database = client.db('load');
      await database
        .collection('things')
        .createIndexes([{ key: { number: 1 }, unique: true }, { key: { group: 1, number: -1 } }, { key: { tags: 1 } }]);
      await database.collection('journal').createIndex({ from: 1 });
      await database
        .collection<NumberedDocument>('accounts')
        .insertMany(Array.from({ length: accountCount }, (_unused, _id) => ({ _id, balance: openingBalance })));
      await database.collection<NumberedDocument>('counters').insertOne({ _id: 1, value: Long.fromNumber(0) });
    });
  }

  /** Writes from several clients at once until the server is gone or `stop` says so. */
  async run(url: string, isStopped: () => boolean): Promise<void> {
    const client = new MongoClient(url, { retryWrites: false, serverSelectionTimeoutMS: 500, socketTimeoutMS: 5000 });
    try {
      await Promise.all(Array.from({ length: 6 }, () => this.#writer(client, isStopped)));
    } finally {
      await client.close();
    }
  }

  async #writer(client: MongoClient, isStopped: () => boolean): Promise<void> {
    while (!isStopped()) {
      try {
        await this.#writeSomething(client);
        this.operations += 1;
      } catch (error) {
        if (!(error instanceof MongoServerError)) return; // the server is gone
      }
    }
  }

  #writeSomething(client: MongoClient): Promise<void> {
    const things = client.db('load').collection<NumberedDocument>('things');
    const kind = this.#chance();
    if (kind < 0.3) return this.#insertOne(things);
    if (kind < 0.45) return this.#insertMany(things);
    if (kind < 0.6) return this.#increment(client.db('load').collection<NumberedDocument>('counters'));
    if (kind < 0.7) return this.#remove(things);
    if (kind < 0.8) return this.#insertTwice(things);
    return this.#transfer(client);
  }

  #thing(): NumberedDocument {
    const _id = this.#nextId;
    this.#nextId += 1;
    return { _id, number: _id, group: _id % 7, tags: [`t${_id % 5}`, `u${_id % 3}`], text: 'x'.repeat(Math.floor(this.#chance() * 600)) };
  }

  async #insertOne(things: Collection<NumberedDocument>): Promise<void> {
    const thing = this.#thing();
    await things.insertOne(thing);
    this.#inserted.add(thing._id);
  }

  async #insertMany(things: Collection<NumberedDocument>): Promise<void> {
    const many = Array.from({ length: 1 + Math.floor(this.#chance() * 20) }, () => this.#thing());
    await things.insertMany(many);
    for (const { _id } of many) this.#inserted.add(_id);
  }

  async #increment(counters: Collection<NumberedDocument>): Promise<void> {
    this.#incrementsSent += 1;
    await counters.updateOne({ _id: 1 }, { $inc: { value: 1 } });
    this.#incremented += 1;
  }

  async #remove(things: Collection<NumberedDocument>): Promise<void> {
    const [id] = this.#inserted;
    if (id === undefined) return;
    this.#inserted.delete(id);
    this.#doubtful.add(id);
    await things.deleteOne({ _id: id });
    this.#doubtful.delete(id);
    this.#removed.add(id);
  }

  /** A second document with the same number must be refused. */
  async #insertTwice(things: Collection<NumberedDocument>): Promise<void> {
    const [number] = this.#inserted;
    if (number === undefined) return;
    const { _id } = this.#thing();
    await things.insertOne({ _id, number, group: 0, tags: [] });
    if (!this.#removed.has(number) && !this.#doubtful.has(number)) throw new Error(`Number ${number} was stored twice.`);
    this.#inserted.add(_id);
  }

  async #transfer(client: MongoClient): Promise<void> {
    const from = Math.floor(this.#chance() * accountCount);
    const to = (from + 1 + Math.floor(this.#chance() * (accountCount - 1))) % accountCount;
    const _id = this.#nextId;
    this.#nextId += 1;
    const database = client.db('load');
    const session = client.startSession();
    try {
      session.startTransaction();
      const accounts = database.collection<NumberedDocument>('accounts');
      await accounts.updateOne({ _id: from }, { $inc: { balance: -1 } }, { session });
      await accounts.updateOne({ _id: to }, { $inc: { balance: 1 } }, { session });
      await database.collection<NumberedDocument>('journal').insertOne({ _id, from, to }, { session });
      await session.commitTransaction();
      this.#transfers.add(_id);
    } finally {
      await session.endSession();
    }
  }

  /** Everything that is not as it was promised, in words. */
  async check(url: string): Promise<string[]> {
    return withClient(url, async (client) => {
      const database = client.db('load');
      const wrong: string[] = [];
      const ids = new Set(
        (
          await database
            .collection<NumberedDocument>('things')
            .find({}, { projection: { _id: 1 } })
            .toArray()
        ).map(({ _id }) => _id),
      );
      for (const id of this.#inserted) if (!ids.has(id)) wrong.push(`thing ${id} was acknowledged and is missing`);
      for (const id of this.#removed) if (ids.has(id)) wrong.push(`thing ${id} was removed and is back`);
      for (const id of this.#doubtful) this.#settle(id, ids.has(id));
      await this.#checkCounter(client, wrong);
      await this.#checkAccounts(client, wrong);
      for (const name of ['things', 'accounts', 'journal', 'counters']) {
        const { valid, errors } = await database.command({ validate: name });
        if (valid !== true) wrong.push(`${name}: ${String(errors)}`);
      }
      return wrong;
    });
  }

  #settle(id: number, isThere: boolean): void {
    this.#doubtful.delete(id);
    (isThere ? this.#inserted : this.#removed).add(id);
  }

  async #checkCounter(client: MongoClient, wrong: string[]): Promise<void> {
    const counter = await client.db('load').collection<NumberedDocument>('counters').findOne({ _id: 1 });
    const value = Number(counter?.['value']);
    if (value < this.#incremented || value > this.#incrementsSent) {
      wrong.push(`the counter is ${value}: ${this.#incremented} increments were acknowledged, ${this.#incrementsSent} sent`);
    }
    this.#incremented = value;
    this.#incrementsSent = value;
  }

  /** No half transfer: the balances follow from the journal. */
  async #checkAccounts(client: MongoClient, wrong: string[]): Promise<void> {
    const database = client.db('load');
    const balances = new Array<number>(accountCount).fill(openingBalance);
    const journal = await database.collection<NumberedDocument>('journal').find().toArray();
    for (const { from, to } of journal) {
      balances[from] = (balances[from] ?? 0) - 1;
      balances[to] = (balances[to] ?? 0) + 1;
    }
    const known = new Set(journal.map(({ _id }) => _id));
    for (const id of this.#transfers) if (!known.has(id)) wrong.push(`transfer ${id} was committed and is missing`);
    for (const { _id, balance } of await database.collection<NumberedDocument>('accounts').find().toArray()) {
      if (balance !== balances[_id]) wrong.push(`account ${_id} has ${balance}, its journal says ${balances[_id]}`);
    }
  }
}

const withClient = async <T>(url: string, use: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = new MongoClient(url);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
};
