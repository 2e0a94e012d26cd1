import { afterEach, describe, expect, it } from '@jest/globals';
import { judge } from './judge.ts';
import { type JudgeOptions, judgeApart } from './judge-apart.ts';

const clock = {
  name: 'clock',
  url: 'https://clock.example.vn/graphql',
  sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@policy", "@requiresScopes"])
    type Query { "The hour." hour: Int @policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Basic.r"]]) }`,
};
const asked = { subgraphs: [clock], published: ['clock'], operations: [] };

const open: { close(): Promise<void> }[] = [];
const judging = (options?: JudgeOptions) => {
  const apart = judgeApart(options);
  open.push(apart);
  return apart.judge;
};
afterEach(() => Promise.all(open.splice(0).map((apart) => apart.close())));

describe('a thread apart', () => {
  it('comes to the same verdict, again and again', async () => {
    const asks = judging();

    expect(await Promise.all([asks(asked), asks(asked)])).toEqual([await judge(asked), await judge(asked)]);
  });

  it('is ended when it takes too long, and another judges the next case', async () => {
    const asks = judging({ timeoutMs: 1 });

    for (const _turn of [1, 2])
      expect((await asks(asked)).findings).toEqual([
        { code: 'DOES_NOT_COMPOSE', coordinate: 'clock', reason: 'To compose it takes more time or memory than there is.' },
      ]);
  });

  it('is ended when it takes too much memory, and nothing else is', async () => {
    expect((await judging({ memoryMb: 8 })(asked)).findings.map(({ code }) => code)).toEqual(['DOES_NOT_COMPOSE']);
  });

  it('lets only so many wait', async () => {
    const asks = judging({ waiting: 1 });

    const outcomes = await Promise.allSettled([asks(asked), asks(asked), asks(asked)]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'RATE_LIMITED' } });
  });
});
