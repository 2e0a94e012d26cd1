import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openDataFolder } from '../graph/data-folder.ts';
import { removeRuntime } from '../graph/runtime-file.ts';
import { tokenCommand } from './command.ts';
import { type IdentityFolder, openIdentityFolder } from './testing.ts';

let graph: IdentityFolder;
beforeAll(async () => {
  graph = await openIdentityFolder();
}, 180_000); // A province is taken in, on a machine that may be busy.
afterAll(() => graph.close());

/** What the command prints. */
async function printed(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    await tokenCommand.parseAsync([...argv, '--data', graph.path], { from: 'user' });
  } finally {
    log.mockRestore();
  }
  return lines.join('\n');
}

describe('health-graph token', () => {
  it('tells why there is none', async () => {
    await expect(printed('--as', 'nobody')).rejects.toMatchObject({
      message: expect.stringContaining('no such account'),
      report: { account: 'nobody' },
    });
    await expect(printed('--as', 'bs.hanh', '--role', 'payer')).rejects.toMatchObject({
      message: expect.stringContaining('does not hold the role'),
    });
  });

  it('prints the token and nothing else', async () => {
    const claims = JSON.parse(Buffer.from((await printed('--as', 'bs.hanh')).split('.')[1] ?? '', 'base64url').toString());

    expect(claims).toMatchObject({ iss: graph.identity.issuer, purpose: 'TREAT', role: 'physician', scope: 'user/*.rs' });
  });

  it('prints what it is for with --json', async () => {
    expect(
      JSON.parse(
        await printed('--as', 'bs.khanh', '--role', 'head-of-unit', '--purpose', 'ETREAT', '--scope', 'user/Condition.r', '--json'),
      ),
    ).toMatchObject({
      role: 'head-of-unit',
      purpose: 'ETREAT',
      scope: 'user/Condition.r',
      expiresIn: 600,
    });
  });

  it('tells that no graph runs', async () => {
    await removeRuntime(await openDataFolder(graph.path));

    await expect(printed('--as', 'bs.hanh')).rejects.toMatchObject({ message: expect.stringContaining('No graph runs') });
  });
});
