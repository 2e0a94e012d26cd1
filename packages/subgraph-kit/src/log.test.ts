import { NotFound } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import { describeFailure } from './log.ts';

describe('what a log keeps of a failure', () => {
  it('is name, code, sentence and details of our own', () => {
    expect(describeFailure(new NotFound('There is nothing here.', { id: 'x1' }))).toMatchObject({
      name: 'NotFound',
      code: 'NOT_FOUND',
      message: 'There is nothing here.',
      details: { id: 'x1' },
    });
  });

  it('is never the message of a foreign error, nor of its cause', () => {
    const failure = new Error('duplicate key: Nguyễn Thị Hòa', { cause: new TypeError('0000123 is not expected') });

    const kept = JSON.stringify(describeFailure(failure));

    expect(kept).not.toMatch(/Hòa|0000123/);
    expect(kept).toContain('log.test.ts');
    expect(kept).toContain('TypeError');
  });

  it('is not fooled by a message of several lines', () => {
    expect(JSON.stringify(describeFailure(new Error('first\n    at Nguyễn Thị Hòa')))).not.toContain('Hòa');
  });

  it('is the kind alone of what is no error', () => {
    expect(describeFailure('Nguyễn Thị Hòa')).toEqual({ name: 'string' });
  });
});
