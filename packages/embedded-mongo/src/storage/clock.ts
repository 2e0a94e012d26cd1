import { Timestamp } from 'bson';

/** The store's logical time: seconds and a counter within them, never going back, also when the wall clock does. */
export class LogicalClock {
  #seconds: number;
  #increment: number;
  readonly #now: () => number;

  constructor(last: Timestamp | undefined, now: () => number) {
    this.#seconds = last?.getHighBitsUnsigned() ?? 0;
    this.#increment = last?.getLowBitsUnsigned() ?? 0;
    this.#now = now;
    if (this.#seconds === 0) this.next();
  }

  /** The newest time given out. */
  get last(): Timestamp {
    return new Timestamp({ t: this.#seconds, i: this.#increment });
  }

  next(): Timestamp {
    const seconds = Math.floor(this.#now() / 1000);
    if (seconds > this.#seconds) {
      this.#seconds = seconds;
      this.#increment = 1;
    } else this.#increment += 1;
    return this.last;
  }
}

export const timestampKey = (time: Timestamp): Buffer => {
  const key = Buffer.allocUnsafe(8);
  key.writeUInt32BE(time.getHighBitsUnsigned(), 0);
  key.writeUInt32BE(time.getLowBitsUnsigned(), 4);
  return key;
};

export const timestampOfKey = (key: Buffer): Timestamp => new Timestamp({ t: key.readUInt32BE(0), i: key.readUInt32BE(4) });
