import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of this benchmark: told what to start, it answers each message with one. */
export interface Child {
  ask<Answer>(message: object): Promise<Answer>;
  stop(): Promise<void>;
}

export function startChild(file: string): Child {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    ask: <Answer>(message: object) =>
      new Promise<Answer>((resolve, reject) => {
        const onExit = (): void => reject(new Error(`${file} ended.`));
        child.once('exit', onExit);
        child.once('message', (answer) => {
          child.off('exit', onExit);
          resolve(answer as Answer);
        });
        child.send(message);
      }),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

/** The other end, within the process. */
export function answerEach(answer: (message: never) => Promise<object>): void {
  process.on('message', (message) => {
    answer(message as never).then(
      (given) => process.send?.(given),
      (failure: unknown) => {
        console.error(failure);
        process.exit(1);
      },
    );
  });
}
