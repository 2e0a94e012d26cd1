import { describe, expect, it } from '@jest/globals';
import { judge } from './judge.ts';
import { judgeApart } from './judge-apart.ts';

const clock = {
  name: 'clock',
  url: 'https://clock.example.vn/graphql',
  sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@policy", "@requiresScopes"])
    type Query { "The hour." hour: Int @policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Basic.r"]]) }`,
};
const asked = { subgraphs: [clock], published: ['clock'], operations: [] };

describe('a thread apart', () => {
  it('comes to the same verdict', async () => {
    expect(await judgeApart()(asked)).toEqual(await judge(asked));
  });

  it('is ended when it takes too long, and the next case is judged', async () => {
    const inTime = judgeApart();

    expect((await judgeApart({ timeoutMs: 1 })(asked)).findings).toEqual([
      { code: 'DOES_NOT_COMPOSE', coordinate: 'clock', reason: 'To compose it takes more time or memory than there is.' },
    ]);
    expect((await Promise.all([inTime(asked), inTime(asked)])).map(({ findings }) => findings)).toEqual([[], []]);
  });

  it('is ended when it takes too much memory, and nothing else is', async () => {
    const { findings } = await judgeApart({ memoryMb: 8 })(asked);

    expect(findings.map(({ code }) => code)).toEqual(['DOES_NOT_COMPOSE']);
  });
});
