import mongoose from 'mongoose';

/** One of eight: writes documents of its own, increments a shared counter and moves money between shared accounts. */
const [, , url = '', number = '0', count = '1'] = process.argv;

const Thing = mongoose.model('Thing', new mongoose.Schema({ number: { type: Number, unique: true }, writer: Number }));
const Counter = mongoose.model('Counter', new mongoose.Schema({ _id: Number, value: Number }));
const Account = mongoose.model('Account', new mongoose.Schema({ _id: Number, balance: Number }));

await mongoose.connect(url, { dbName: 'eight' });
await Promise.all([Thing.init(), Counter.init(), Account.init()]);

const move = (from: number, to: number): Promise<unknown> =>
  mongoose.connection.transaction(async (session) => {
    await Account.updateOne({ _id: from }, { $inc: { balance: -1 } }, { session, upsert: true });
    await Account.updateOne({ _id: to }, { $inc: { balance: 1 } }, { session, upsert: true });
  });

for (let index = 0; index < Number(count); index += 1) {
  await Thing.create({ number: Number(number) * 1_000_000 + index, writer: Number(number) });
  await Counter.updateOne({ _id: 1 }, { $inc: { value: 1 } }, { upsert: true });
  if (index % 10 === 0) await move(index % 3, (index + 1) % 3);
}

await mongoose.disconnect();
