import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callers, people, records } from './commands/testing.ts';
import { type OwnFacts, openWithOwnFacts } from './testing/own-facts.ts';

let identity: OwnFacts;
beforeAll(async () => {
  identity = await openWithOwnFacts('2026-06-15T09:00:00+07:00');
  await identity.subgraph.keep(...records);
});
afterAll(() => identity.subgraph.close());

const opened = 'subscription { breakGlassOpened { reason role patient { id } actor { id } } }';
const breakGlass = 'mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { expiresAt } }';
let count = 0;
const open = async (patientId: string, reason: string) => {
  count += 1;
  const { errors } = await identity.ask(callers.doctor, breakGlass, { input: { patientId, reason, idempotencyKey: `k${count}` } });
  expect(errors).toBeUndefined();
};
const told = (patientId: string, reason: string) => ({
  data: { breakGlassOpened: { reason, role: 'PHYSICIAN', patient: { id: patientId }, actor: { id: callers.doctor.accountId } } },
});

describe('an emergency access', () => {
  it('is told to security officers as it is opened, with an account of what they were shown', async () => {
    const stream = await identity.listen(callers.officer, opened);

    await open(people.stranger, 'Hôn mê, cần biết thuốc đang dùng.');

    expect(await stream.next()).toMatchObject({
      ...told(people.stranger, 'Hôn mê, cần biết thuốc đang dùng.'),
      extensions: { audit: { entries: [expect.objectContaining({ patientId: people.stranger, classesSeen: ['audit'] })] } },
    });
    stream.leave();
  });

  it("is told to a patient when it is the own record's, and is no sign of anybody else's", async () => {
    const stream = await identity.listen(callers.hoa, opened);

    await open(people.stranger, 'Hôn mê, không có người nhà.');
    await open(people.hoa, 'Sốc phản vệ, cần biết tiền sử dị ứng.');

    expect(await stream.next()).toMatchObject(told(people.hoa, 'Sốc phản vệ, cần biết tiền sử dị ứng.'));
    stream.leave();
  });

  it.each([
    ['a doctor', callers.doctor, 'FORBIDDEN'],
    ['a nurse', callers.nurse, 'FORBIDDEN'],
    ['nobody', undefined, 'UNAUTHENTICATED'],
  ])('is not told to %s', async (_who, caller, code) => {
    const stream = await identity.listen(caller, opened);

    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await stream.next()).toBeUndefined();
  });
});
