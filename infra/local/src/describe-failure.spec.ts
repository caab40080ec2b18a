import { BootstrapError } from '@tidemark/bootstrap';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import { LocalStackError } from './local-stack-error.ts';
import { BuildFailed } from './system/build.ts';

describe('a failure is described by', () => {
  it('the last lines of the log under its sentence, when a part did not come up', () => {
    const error = new LocalStackError('LOCAL.PROCESS_FAILED', 'kafka ended: read kafka.log.', {
      lastLines: ['a', 'b'],
    });
    expect(describeFailure(error)).toBe('kafka ended: read kafka.log.\n    a\n    b');
  });

  it('its sentence alone, when bootstrap cannot go on', () => {
    const error = new BootstrapError('BOOTSTRAP.POSTGRES_UNFIT', 'Set wal_level to logical.', {
      cause: new Error('x'),
    });
    expect(describeFailure(error)).toBe('Set wal_level to logical.');
  });

  it('what the compiler said, when the sources do not compile', () => {
    expect(describeFailure(new BuildFailed('order.ts(1,1): error'))).toBe(
      'The services do not compile; mend this and start again:\norder.ts(1,1): error',
    );
  });

  it.each(['ENOENT', 'ERR_INVALID_ARG_TYPE', '42P01', 7])('its stack, when its code is not ours: %s', (code) => {
    const error = Object.assign(new Error('no such thing'), { code });
    expect(describeFailure(error)).toBe(error.stack);
    expect(error.stack).toContain('describe-failure.spec.ts');
  });

  it('its stack, when it has no code, and itself, when it is no error', () => {
    const error = new Error('a mistake');
    expect(describeFailure(error)).toBe(error.stack);
    expect(describeFailure('a word')).toBe('a word');
  });
});
